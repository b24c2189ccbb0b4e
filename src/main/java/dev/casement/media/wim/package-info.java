/** Reads what a WIM file says about its images; never their content. */
@NullMarked
package dev.casement.media.wim;

import org.jspecify.annotations.NullMarked;
