package dev.casement.disk.ntfs;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.util.ArrayList;
import java.util.List;

/** A record of the master file table, with the attributes in it. */
final class FileRecord {
  private static final int IN_USE = 1;
  private static final int DIRECTORY = 2;

  private final long number;
  private final Fields fields;
  private final List<Attribute> attributes;

  /**
   * Takes a record after its fixups.
   *
   * @throws DiskException if it is not sound
   */
  FileRecord(long number, Fields fields) {
    this.number = number;
    this.fields = fields;
    attributes = List.copyOf(attributes(fields));
  }

  private static List<Attribute> attributes(Fields fields) {
    List<Attribute> found = new ArrayList<>();
    long used = fields.u32(24);
    if (used > fields.length()) {
      throw fields.damaged(24, "a file record uses more bytes than it has");
    }
    int at = fields.u16(20);
    while (at <= used - 4 && fields.u32(at) != AttributeType.END) {
      long length = fields.u32(at + 4);
      if (length < 24 || length > used - at || length % 8 != 0) {
        throw fields.damaged(at + 4, "an attribute of " + length + " bytes");
      }
      found.add(Attribute.read(fields.part(at, (int) length)));
      at += (int) length;
    }
    return found;
  }

  long number() {
    return number;
  }

  int sequence() {
    return fields.u16(16);
  }

  boolean isInUse() {
    return (fields.u16(22) & IN_USE) != 0;
  }

  boolean isDirectory() {
    return (fields.u16(22) & DIRECTORY) != 0;
  }

  /** The base record that this one extends; number 0 if it is a base record itself. */
  FileReference base() {
    return FileReference.of(fields.bits64(32));
  }

  List<Attribute> attributes() {
    return attributes;
  }

  DiskException damaged(String what) {
    return fields.damaged(0, "file record " + number + ": " + what);
  }
}
