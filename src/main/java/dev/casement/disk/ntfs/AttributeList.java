package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The list of a file's attributes that do not all fit into its own record. */
final class AttributeList {
  /** In bytes; Windows does not create larger ones. */
  private static final int LIMIT = 256 << 10;

  private static final int ENTRY = 26;

  private AttributeList() {}

  /**
   * A piece of an attribute.
   *
   * @param record where it is
   * @param id which of that record's attributes it is
   */
  record Entry(long type, String name, long lowestVcn, FileReference record, int id) {
    boolean is(long wantedType, String wantedName) {
      return type == wantedType && name.equals(wantedName);
    }

    /** The piece itself: one attribute; empty if the record does not contain it. */
    List<Attribute> in(FileRecord from) {
      return from.attributes().stream()
          .filter(attribute -> attribute.is(type, name) && attribute.id() == id)
          .toList();
    }
  }

  /** The entries of a record's list, in order; empty if it has no list. */
  static List<Entry> of(FileRecord record, ByteSource volume, BootSector boot) {
    for (Attribute attribute : record.attributes()) {
      if (attribute.type() == AttributeType.ATTRIBUTE_LIST) {
        return entries(value(record, attribute, volume, boot));
      }
    }
    return List.of();
  }

  private static Fields value(
      FileRecord record, Attribute attribute, ByteSource volume, BootSector boot) {
    if (attribute.isResident()) {
      return attribute.value();
    }
    if (attribute.size() > LIMIT) {
      throw record.damaged("its attribute list has " + attribute.size() + " bytes");
    }
    RunBytes bytes =
        RunBytes.of("an attribute list of " + volume.name(), volume, boot, List.of(attribute));
    return Fields.read(bytes, 0, (int) bytes.size(), ByteOrder.LITTLE_ENDIAN, "an attribute list");
  }

  private static List<Entry> entries(Fields list) {
    List<Entry> found = new ArrayList<>();
    for (int at = 0; at <= list.length() - ENTRY; ) {
      int length = list.u16(at + 4);
      if (length < ENTRY || length > list.length() - at) {
        throw list.damaged(at + 4, "an entry of an attribute list has " + length + " bytes");
      }
      Fields entry = list.part(at, length);
      found.add(
          new Entry(
              entry.u32(0),
              entry.text(entry.u8(7), 2 * entry.u8(6), StandardCharsets.UTF_16LE),
              entry.u64(8),
              FileReference.of(entry.bits64(16)),
              entry.u16(24)));
      at += length;
    }
    return found;
  }
}
