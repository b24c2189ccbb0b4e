package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Recent;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/** Every file of a volume, by number. */
final class MasterFileTable {
  private static final int KEPT = 64;
  private static final long LARGEST = 1L << 48;

  private final ByteSource volume;
  private final BootSector boot;
  private final RunBytes bytes;
  private final Recent<FileRecord> recent = new Recent<>(KEPT);

  /**
   * Locates the table by its own first record.
   *
   * @throws DiskException if that is damaged
   */
  MasterFileTable(ByteSource volume, BootSector boot) {
    this.volume = volume;
    this.boot = boot;
    if (boot.mftCluster() >= boot.clusters()) {
      throw DiskException.damaged(
          volume, 48, "the master file table lies past the end of the" + " volume");
    }
    long position = boot.mftCluster() * boot.clusterSize();
    FileRecord first = new FileRecord(0, Fixups.read(volume, position, boot.recordSize(), "FILE"));
    bytes = locate(first);
  }

  /** Locates the table piece by piece: later pieces are in records that earlier ones locate. */
  private RunBytes locate(FileRecord first) {
    Attribute data = only(first, first.attributes());
    RunBytes table =
        RunBytes.of("the master file table of " + volume.name(), volume, boot, List.of(data));
    for (AttributeList.Entry entry : AttributeList.of(first, volume, boot)) {
      if (entry.is(AttributeType.DATA, "") && entry.lowestVcn() > 0) {
        FileRecord more = read(table, entry.record());
        table.runs().append(only(more, entry.in(more)));
      }
    }
    return table;
  }

  private static Attribute only(FileRecord record, List<Attribute> attributes) {
    return attributes.stream()
        .filter(attribute -> attribute.is(AttributeType.DATA, "") && !attribute.isResident())
        .findFirst()
        .orElseThrow(() -> record.damaged("the master file table has no data"));
  }

  /**
   * A record by reference.
   *
   * @throws DiskException if it is damaged, free, or reused for another file
   */
  FileRecord record(FileReference reference) {
    FileRecord record = recent.get(reference.number(), number -> read(bytes, reference));
    if (reference.sequence() != 0 && reference.sequence() != record.sequence()) {
      throw record.damaged("it is another file than the one that is referred to");
    }
    return record;
  }

  private FileRecord read(RunBytes table, FileReference reference) {
    long number = reference.number();
    long size = boot.recordSize();
    if (number >= LARGEST || (number + 1) * size > table.size()) {
      throw DiskException.damaged(
          table, 0, "there is no file record " + number + ", which something refers to");
    }
    FileRecord record =
        new FileRecord(number, Fixups.read(table, number * size, (int) size, "FILE"));
    if (!record.isInUse()) {
      throw record.damaged("it is free, and something refers to it");
    }
    return record;
  }

  /**
   * Gives every record that is in use, in order, including extension records.
   *
   * @throws DiskException if one is damaged
   */
  void forEachInUse(Consumer<FileRecord> action) {
    int size = boot.recordSize();
    for (long number = 0; number < size(); number++) {
      long position = number * size;
      // Space that was never used is zeros.
      if (Fields.read(bytes, position, 4, ByteOrder.LITTLE_ENDIAN, "a file record").u32(0) == 0) {
        continue;
      }
      FileRecord record = new FileRecord(number, Fixups.read(bytes, position, size, "FILE"));
      if (record.isInUse()) {
        action.accept(record);
      }
    }
  }

  /** How many records there is room for. */
  long size() {
    return bytes.size() / boot.recordSize();
  }

  ByteSource volume() {
    return volume;
  }

  BootSector boot() {
    return boot;
  }
}
