/**
 * Files done right, once: complete or not there, locked, and room for them. What is in a file
 * belongs elsewhere.
 */
@NullMarked
package dev.casement.files;

import org.jspecify.annotations.NullMarked;
