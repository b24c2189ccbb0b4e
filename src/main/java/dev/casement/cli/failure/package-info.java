/** What becomes of a build that fails: the option, and the question to the user. */
@NullMarked
package dev.casement.cli.failure;

import org.jspecify.annotations.NullMarked;
