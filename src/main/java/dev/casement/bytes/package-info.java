/**
 * Bytes that can be read at any position, whatever holds them: a file of the host, a file on a
 * medium, a disk, a file of a disk; never what the bytes mean.
 */
@NullMarked
package dev.casement.bytes;

import org.jspecify.annotations.NullMarked;
