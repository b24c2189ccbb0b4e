/** The host checks of {@code casement doctor}. */
@NullMarked
package dev.casement.cli.doctor;

import org.jspecify.annotations.NullMarked;
