/**
 * Leaves free space out of an image: finds it on a disk's volumes, makes it read as zeros for
 * copying, and compares the copy. What becomes of the copy does not belong here.
 */
@NullMarked
package dev.casement.disk.compact;

import org.jspecify.annotations.NullMarked;
