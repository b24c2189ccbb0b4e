package dev.casement.disk.bcd;

import dev.casement.disk.registry.RegistryKey;
import dev.casement.disk.registry.RegistryValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An element of an object: a setting whose type says what its data is (Microsoft, "BcdElementType
 * structure").
 */
public final class BcdElement {
  /** BcdLibraryDevice_ApplicationDevice: where the file to be started is. */
  public static final int APPLICATION_DEVICE = 0x1100_0001;

  /** BcdLibraryString_ApplicationPath: the file to be started. */
  public static final int APPLICATION_PATH = 0x1200_0002;

  /** BcdLibraryString_Description: what menus call the object. */
  public static final int DESCRIPTION = 0x1200_0004;

  /** BcdOSLoaderDevice_OSDevice: where Windows is. */
  public static final int OS_DEVICE = 0x2100_0001;

  /** BcdOSLoaderString_SystemRoot: the directory of Windows. */
  public static final int SYSTEM_ROOT = 0x2200_0002;

  /** BcdBootMgrObject_DefaultObject: what is started by default. */
  public static final int DEFAULT_OBJECT = 0x2300_0003;

  /** BcdBootMgrObjectList_DisplayOrder: what the menu shows. */
  public static final int DISPLAY_ORDER = 0x2400_0001;

  /** BcdBootMgrInteger_Timeout: how long the menu waits, in seconds. */
  public static final int TIMEOUT = 0x2500_0004;

  private final int type;
  private final RegistryValue value;

  private BcdElement(int type, RegistryValue value) {
    this.type = type;
    this.value = value;
  }

  static Optional<BcdElement> in(RegistryKey key) {
    try {
      int type = Integer.parseUnsignedInt(key.name(), 16);
      return key.value("Element").map(value -> new BcdElement(type, value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public int type() {
    return type;
  }

  /** The format of the data; empty for one that Microsoft does not list. */
  public Optional<Format> format() {
    return Format.of(type >>> 24 & 0xf);
  }

  /** The formats of data, in the order of their numbers, from 1. */
  public enum Format {
    DEVICE(1),
    STRING(2),
    OBJECT(3),
    OBJECT_LIST(4),
    INTEGER(5),
    BOOLEAN(6),
    INTEGER_LIST(7);

    private final int code;

    Format(int code) {
      this.code = code;
    }

    private static Optional<Format> of(int code) {
      for (Format format : values()) {
        if (format.code == code) {
          return Optional.of(format);
        }
      }
      return Optional.empty();
    }
  }

  /** The text, if this is a string. */
  public Optional<String> text() {
    return is(Format.STRING) ? value.text() : Optional.empty();
  }

  /** The object, if this refers to one. */
  public Optional<UUID> id() {
    return is(Format.OBJECT) ? value.text().flatMap(Guids::parse) : Optional.empty();
  }

  /** The objects, if this is a list of them; otherwise empty. */
  public List<UUID> ids() {
    return is(Format.OBJECT_LIST)
        ? value.texts().orElse(List.of()).stream()
            .flatMap(text -> Guids.parse(text).stream())
            .toList()
        : List.of();
  }

  /** The number, if this is one of up to 64 bits. */
  public OptionalLong number() {
    byte[] data = is(Format.INTEGER) ? value.bytes() : new byte[0];
    if (data.length == 0 || data.length > Long.BYTES) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = data.length - 1; i >= 0; i--) {
      number = number << Byte.SIZE | (data[i] & 0xff);
    }
    return OptionalLong.of(number);
  }

  /** Whether this is a boolean and true. */
  public boolean isOn() {
    byte[] data = is(Format.BOOLEAN) ? value.bytes() : new byte[0];
    return data.length > 0 && data[0] != 0;
  }

  /**
   * The device, if this is one.
   *
   * @throws dev.casement.disk.image.DiskException if its structure is damaged
   */
  public Optional<BcdDevice> device() {
    return is(Format.DEVICE) ? Optional.of(DeviceReader.read(value.fields())) : Optional.empty();
  }

  private boolean is(Format format) {
    return format().filter(format::equals).isPresent();
  }
}
