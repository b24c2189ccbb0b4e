/** What reaches a user: build events and who listens, failures with a remedy, secrets. */
@NullMarked
package dev.casement.report;

import org.jspecify.annotations.NullMarked;
