/**
 * Reads virtual disks and their partition tables: qcow2, VDI and raw files as bytes at positions;
 * never what is in a partition, and nothing is ever written.
 */
@NullMarked
package dev.casement.disk.image;

import org.jspecify.annotations.NullMarked;
