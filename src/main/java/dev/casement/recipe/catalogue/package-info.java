/**
 * Media by name: where each is downloaded from, its digest and its licence. Downloading belongs to
 * {@code pipeline.acquire}.
 */
@NullMarked
package dev.casement.recipe.catalogue;

import org.jspecify.annotations.NullMarked;
