/** What a user sees: progress, tables, errors and JSON. Decides nothing. */
@NullMarked
package dev.casement.cli.output;

import org.jspecify.annotations.NullMarked;
