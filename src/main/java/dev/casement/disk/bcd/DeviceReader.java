package dev.casement.disk.bcd;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a device from the data of an element: 16 bytes that name an object with more options, then
 * a descriptor (ReactOS, bl.h, BL_DEVICE_DESCRIPTOR): type, flags, its own size, a reserved number,
 * and data that depends on the type, often another descriptor.
 */
final class DeviceReader {
  private static final int OPTIONS = 16;
  private static final int HEAD = 16;
  private static final int PATH_HEAD = 12;

  /** Offset of the path in a locate device. */
  private static final int LOCATE_PATH = HEAD + 12;

  /** A locate device in a virtual disk in a file on a partition has four levels. */
  private static final int MAX_NESTED = 8;

  // Types of devices (BL_DEVICE_TYPE).
  private static final int LOCAL = 0;
  private static final int BOOT = 5;
  private static final int PARTITION = 6;
  private static final int LOCATE = 8;

  // Types of local devices (BL_LOCAL_DEVICE_TYPE).
  private static final int RAMDISK = 3;
  private static final int FILE = 5;
  private static final int VIRTUAL_DISK = 6;

  // Types of partition tables (BL_PARTITION_TYPE).
  private static final int GPT = 0;
  private static final int MBR = 1;

  /** A path that consists of a device and a file name; seen in stores, not in bl.h. */
  private static final int PATH_ON_DEVICE = 5;

  private DeviceReader() {}

  static BcdDevice read(Fields data) {
    return device(descriptor(data, OPTIONS), 0);
  }

  /** The whole descriptor at an offset. */
  private static Fields descriptor(Fields in, int at) {
    long size = in.u32(at + 8);
    if (size < HEAD || size > in.length() - at) {
      throw in.damaged(0, "a boot device of " + size + " bytes");
    }
    return in.part(at, (int) size);
  }

  private static BcdDevice device(Fields device, int depth) {
    if (depth > MAX_NESTED) {
      throw device.damaged(0, "boot devices nested deeper than " + MAX_NESTED);
    }
    int type = (int) device.u32(0);
    return switch (type) {
      case LOCAL -> local(device, depth);
      case BOOT -> new BcdDevice.Boot();
      case PARTITION -> partition(device);
      case LOCATE -> locate(device, depth);
      default -> new BcdDevice.Other(type, 0);
    };
  }

  private static BcdDevice local(Fields device, int depth) {
    int type = (int) device.u32(HEAD);
    return switch (type) {
      // Behind the type: the address and the size in memory, and the offset of the image.
      case RAMDISK -> {
        FilePath path = path(device, HEAD + 24, depth);
        yield new BcdDevice.Ramdisk(path.device(), path.name());
      }
      case FILE -> {
        FilePath path = path(device, HEAD + 4, depth);
        yield new BcdDevice.File(path.device(), path.name());
      }
      // Behind the type: which partition, as on a hard disk.
      case VIRTUAL_DISK -> new BcdDevice.Vhd(device(descriptor(device, HEAD + 24), depth + 1));
      default -> new BcdDevice.Other(LOCAL, type);
    };
  }

  private static BcdDevice partition(Fields device) {
    int table = (int) device.u32(HEAD + 20);
    return switch (table) {
      case GPT -> new BcdDevice.GptPartition(device.guid(HEAD + 24), device.guid(HEAD));
      case MBR -> new BcdDevice.MbrPartition(device.u32(HEAD + 24), device.u64(HEAD));
      default -> new BcdDevice.Other(PARTITION, table);
    };
  }

  /** Fields: how to locate, an element's type, offset of the parent's descriptor or 0, a path. */
  private static BcdDevice locate(Fields device, int depth) {
    int element = (int) device.u32(HEAD + 4);
    long parent = device.u32(HEAD + 8);
    if (parent == 0) {
      String path = name(device, LOCATE_PATH, device.length());
      return new BcdDevice.Locate(element, path, Optional.empty());
    }
    if (parent < LOCATE_PATH || parent > device.length() - HEAD) {
      throw device.damaged(0, "a boot device whose parent is at " + parent);
    }
    String path = name(device, LOCATE_PATH, (int) parent);
    Fields within = descriptor(device, (int) parent);
    return new BcdDevice.Locate(element, path, Optional.of(device(within, depth + 1)));
  }

  private record FilePath(Optional<BcdDevice> device, String name) {}

  /** Fields: version, total length, type, data of that type (BL_FILE_PATH_DESCRIPTOR). */
  private static FilePath path(Fields device, int at, int depth) {
    long length = device.u32(at + 4);
    if (length < PATH_HEAD || length > device.length() - at) {
      throw device.damaged(0, "a boot device with a path of " + length + " bytes");
    }
    Fields path = device.part(at, (int) length);
    if (path.u32(8) != PATH_ON_DEVICE) {
      return new FilePath(Optional.empty(), name(path, PATH_HEAD, path.length()));
    }
    Fields on = descriptor(path, PATH_HEAD);
    String name = name(path, PATH_HEAD + on.length(), path.length());
    return new FilePath(Optional.of(device(on, depth + 1)), name);
  }

  /** UTF-16 up to a NUL or the end. */
  private static String name(Fields in, int at, int end) {
    String text = in.text(at, (end - at) & ~1, StandardCharsets.UTF_16LE);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }
}
