/**
 * Writes setup media: floppies with FAT12, CDs with ISO 9660 and UDF names, from files of the host
 * and of the guest. Reading media belongs to {@code media}.
 */
@NullMarked
package dev.casement.media.author;

import org.jspecify.annotations.NullMarked;
