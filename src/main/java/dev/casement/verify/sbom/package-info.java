/** Writes inventories as bills of materials. */
@NullMarked
package dev.casement.verify.sbom;

import org.jspecify.annotations.NullMarked;
