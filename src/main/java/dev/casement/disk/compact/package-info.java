/**
 * Leaves out of an image what no file has: finds the free space of a disk's volumes, makes it read
 * as zeros for whoever copies the disk, and compares the copy. What becomes of the copy does not
 * belong here.
 */
@NullMarked
package dev.casement.disk.compact;

import org.jspecify.annotations.NullMarked;
