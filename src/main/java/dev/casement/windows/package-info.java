/**
 * Windows releases, editions, architectures, firmware, locales and keys: data without side effects.
 */
@NullMarked
package dev.casement.windows;

import org.jspecify.annotations.NullMarked;
