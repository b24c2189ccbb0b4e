/**
 * Registry hives, read offline: the files, their transaction logs, keys and values. What a key
 * means to Windows does not belong here, nor does writing.
 *
 * <p>Format: "Windows registry file format specification" of https://github.com/msuhanov/regf,
 * called regf in this package.
 */
@NullMarked
package dev.casement.disk.registry;

import org.jspecify.annotations.NullMarked;
