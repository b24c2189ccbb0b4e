/**
 * Reads FAT12, FAT16 and FAT32 volumes, such as EFI system partitions. Floppies are written by
 * {@code media.author}.
 */
@NullMarked
package dev.casement.disk.fat;

import org.jspecify.annotations.NullMarked;
