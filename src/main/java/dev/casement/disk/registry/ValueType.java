package dev.casement.disk.registry;

/** The type of a value's data (regf, "Data types"). */
public enum ValueType {
  NONE(0),
  STRING(1),
  EXPAND_STRING(2),
  BINARY(3),
  DWORD(4),
  DWORD_BIG_ENDIAN(5),
  LINK(6),
  MULTI_STRING(7),
  RESOURCE_LIST(8),
  FULL_RESOURCE_DESCRIPTOR(9),
  RESOURCE_REQUIREMENTS_LIST(10),
  QWORD(11),
  /** A custom type; Windows itself uses some for device properties. */
  OTHER(-1);

  private final long code;

  ValueType(long code) {
    this.code = code;
  }

  static ValueType of(long code) {
    for (ValueType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return OTHER;
  }
}
