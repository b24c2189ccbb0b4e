/** Reads the properties of a Windows Installer package. */
@NullMarked
package dev.casement.media.msi;

import org.jspecify.annotations.NullMarked;
