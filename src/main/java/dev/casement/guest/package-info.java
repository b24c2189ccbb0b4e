/** What runs inside Windows (runner, job, steps) and the progress protocol it speaks. */
@NullMarked
package dev.casement.guest;

import org.jspecify.annotations.NullMarked;
