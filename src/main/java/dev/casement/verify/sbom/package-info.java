/** Inventories in the form of a standard for bills of materials. */
@NullMarked
package dev.casement.verify.sbom;

import org.jspecify.annotations.NullMarked;
