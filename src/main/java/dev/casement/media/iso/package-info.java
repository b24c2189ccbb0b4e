/** Reads ISO 9660 volumes, with Joliet names if there are any, and El Torito boot catalogues. */
@NullMarked
package dev.casement.media.iso;

import org.jspecify.annotations.NullMarked;
