/** What {@code casement doctor} checks of the host. */
@NullMarked
package dev.casement.cli.doctor;

import org.jspecify.annotations.NullMarked;
