/**
 * Bytes that can be read at any position: of a file of the host, a file on a medium, a disk, or a
 * file on a disk. What the bytes mean does not belong here.
 */
@NullMarked
package dev.casement.bytes;

import org.jspecify.annotations.NullMarked;
