/**
 * What is installed in a Windows that is not running, by its registry and driver packages. Judging
 * any of it belongs to {@code verify}.
 */
@NullMarked
package dev.casement.verify.inventory;

import org.jspecify.annotations.NullMarked;
