/** Reads what a Windows Installer package says of itself. */
@NullMarked
package dev.casement.media.msi;

import org.jspecify.annotations.NullMarked;
