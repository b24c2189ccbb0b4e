/**
 * Writes files completely or not at all, locks them, and checks for free space. What is in a file
 * belongs elsewhere.
 */
@NullMarked
package dev.casement.files;

import org.jspecify.annotations.NullMarked;
