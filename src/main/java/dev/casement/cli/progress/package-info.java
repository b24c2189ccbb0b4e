/** How a running build is shown: as JSON, as plain lines, or on one live line of a terminal. */
@NullMarked
package dev.casement.cli.progress;

import org.jspecify.annotations.NullMarked;
