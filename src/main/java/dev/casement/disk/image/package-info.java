/**
 * Reads virtual disks and their partition tables: qcow2, VDI and raw files. What is in a partition
 * does not belong here, nor does writing.
 */
@NullMarked
package dev.casement.disk.image;

import org.jspecify.annotations.NullMarked;
