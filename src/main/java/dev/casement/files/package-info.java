/**
 * Writes files completely or not at all, locks them, and checks for free space. The contents of
 * files belong elsewhere.
 */
@NullMarked
package dev.casement.files;

import org.jspecify.annotations.NullMarked;
