/**
 * Checks of a finished disk from outside: what is wrong with the Windows on it, and what it
 * contains. Reading disks, volumes and hives belongs to {@code disk}.
 */
@NullMarked
package dev.casement.verify;

import org.jspecify.annotations.NullMarked;
