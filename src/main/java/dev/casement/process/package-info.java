/** The only place that starts programs of the host: argv, time limit, log, cancel. */
@NullMarked
package dev.casement.process;

import org.jspecify.annotations.NullMarked;
