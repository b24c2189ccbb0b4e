/**
 * Stores of boot configuration data (BCD), read offline: objects, elements, devices. The hive that
 * a store is in belongs to {@code disk.registry}; whether Windows can boot from it does not belong
 * here.
 *
 * <p>Format: Microsoft's pages on BcdElementType, BcdObject, BcdBootMgrElementTypes and
 * BcdLibraryElementTypes. How a device is written down Microsoft does not say: the structures are
 * those of ReactOS (boot/environ/include/bl.h, BL_DEVICE_DESCRIPTOR), and of stores that bcdedit
 * made.
 */
@NullMarked
package dev.casement.disk.bcd;

import org.jspecify.annotations.NullMarked;
