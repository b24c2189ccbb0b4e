package dev.casement.disk.ntfs;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;

/**
 * An attribute in a file record: a value, or where on the volume a piece of it is.
 *
 * @param name usually empty
 * @param fields the attribute's bytes, from its type code on
 */
record Attribute(long type, String name, Fields fields) {
  private static final int COMPRESSION = 0x00ff;
  private static final int ENCRYPTED = 0x4000;

  static Attribute read(Fields fields) {
    int length = fields.u8(9);
    return new Attribute(
        fields.u32(0), fields.text(fields.u16(10), 2 * length, StandardCharsets.UTF_16LE), fields);
  }

  boolean is(long wantedType, String wantedName) {
    return type == wantedType && name.equals(wantedName);
  }

  boolean isResident() {
    return fields.u8(8) == 0;
  }

  int id() {
    return fields.u16(14);
  }

  boolean isCompressed() {
    return (fields.u16(12) & COMPRESSION) != 0;
  }

  boolean isEncrypted() {
    return (fields.u16(12) & ENCRYPTED) != 0;
  }

  /** The value of a resident attribute. */
  Fields value() {
    long length = fields.u32(16);
    int at = fields.u16(20);
    if (length > fields.length() - at) {
      throw fields.damaged(16, "the value of an attribute extends past the attribute");
    }
    return fields.part(at, (int) length);
  }

  /** The number of the first cluster of the file that this piece maps. */
  long lowestVcn() {
    return isResident() ? 0 : fields.u64(16);
  }

  /** The number of the last cluster of the file that this piece maps; -1 for an empty one. */
  long highestVcn() {
    return fields.bits64(24);
  }

  /** How many clusters are compressed together, as a power of two; 0 for no compression. */
  int compressionUnit() {
    return fields.u16(34);
  }

  /** The size of the value in bytes. */
  long size() {
    return isResident() ? fields.u32(16) : fields.u64(48);
  }

  /** How many bytes have been written; what follows reads as zeros. */
  long initializedSize() {
    return fields.u64(56);
  }
}
