/**
 * The pure vocabulary of the field: releases, editions, architectures, firmware, driver folders.
 */
@NullMarked
package dev.casement.windows;

import org.jspecify.annotations.NullMarked;
