/** Reads install media (ISO 9660, UDF, WIM) and writes floppy and CD images. */
@NullMarked
package dev.casement.media;

import org.jspecify.annotations.NullMarked;
