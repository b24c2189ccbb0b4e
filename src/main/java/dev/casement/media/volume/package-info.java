/** What the file systems on media have in common: structures, extents, entries, files. */
@NullMarked
package dev.casement.media.volume;

import org.jspecify.annotations.NullMarked;
