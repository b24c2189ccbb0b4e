/** Virtual disks: create, convert, compact, check. */
@NullMarked
package dev.casement.disk;

import org.jspecify.annotations.NullMarked;
