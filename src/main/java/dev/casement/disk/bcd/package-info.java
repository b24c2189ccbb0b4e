/**
 * Stores of boot configuration data (BCD), read offline: objects, elements, devices. Hives are read
 * by {@code disk.registry}; whether Windows can boot does not belong here.
 *
 * <p>Format: Microsoft's pages on BcdElementType, BcdObject, BcdBootMgrElementTypes and
 * BcdLibraryElementTypes. Microsoft does not document the data of devices; it is read as in ReactOS
 * (boot/environ/include/bl.h, BL_DEVICE_DESCRIPTOR) and in stores that bcdedit made.
 */
@NullMarked
package dev.casement.disk.bcd;

import org.jspecify.annotations.NullMarked;
