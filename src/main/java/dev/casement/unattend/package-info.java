/** The answer file that Windows Setup reads: typed settings and their XML. */
@NullMarked
package dev.casement.unattend;

import org.jspecify.annotations.NullMarked;
