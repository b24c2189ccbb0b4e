/** The programs and settings inside Windows (runner, job, steps), and the progress protocol. */
@NullMarked
package dev.casement.guest;

import org.jspecify.annotations.NullMarked;
