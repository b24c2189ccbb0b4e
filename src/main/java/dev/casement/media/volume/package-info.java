/** What every file system on a medium is made of: bytes at positions, extents, entries, files. */
@NullMarked
package dev.casement.media.volume;

import org.jspecify.annotations.NullMarked;
