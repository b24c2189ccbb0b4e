/**
 * Virtual machines, independent of the hypervisor: media, disk, run until power-off, screen, serial
 * lines.
 */
@NullMarked
package dev.casement.hypervisor;

import org.jspecify.annotations.NullMarked;
