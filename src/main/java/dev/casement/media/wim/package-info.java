/** Reads the metadata of WIM files, not the content of their images. */
@NullMarked
package dev.casement.media.wim;

import org.jspecify.annotations.NullMarked;
