package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Slice;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A file or directory of a volume. */
public final class NtfsFile {
  private static final String NAMES = "$I30";
  private static final int MAX_REPARSE = 16 << 10;
  private static final String WOF_STREAM = "WofCompressedData";
  private static final long FILE_PROVIDER = 2;

  private final MasterFileTable table;
  private final FileRecord record;
  private final String name;
  private final List<Attribute> attributes;

  /**
   * Takes a file's base record.
   *
   * @param name for messages
   * @throws DiskException if one of its records is damaged
   */
  NtfsFile(MasterFileTable table, FileRecord record, String name) {
    this.table = table;
    this.record = record;
    this.name = name + " of " + table.volume().name();
    if (record.base().number() != 0) {
      throw record.damaged("it belongs to another, and something refers to it");
    }
    attributes = attributes();
  }

  /** The attributes of its record, or all those in its list, in the list's order. */
  private List<Attribute> attributes() {
    List<AttributeList.Entry> entries = AttributeList.of(record, table.volume(), table.boot());
    if (entries.isEmpty()) {
      return record.attributes();
    }
    List<Attribute> found = new ArrayList<>();
    for (AttributeList.Entry entry : entries) {
      boolean own = entry.record().number() == record.number();
      FileRecord holder = own ? record : table.record(entry.record());
      if (!own && holder.base().number() != record.number()) {
        throw holder.damaged("it does not belong to file " + record.number());
      }
      found.addAll(entry.in(holder));
    }
    return found;
  }

  /** Its reference on this volume, valid until it is deleted. */
  public FileReference reference() {
    return new FileReference(record.number(), record.sequence());
  }

  public boolean isDirectory() {
    return record.isDirectory();
  }

  /** Its names, without generated short names. */
  public List<HardLink> links() {
    List<HardLink> links = new ArrayList<>();
    for (Attribute attribute : attributes) {
      if (attribute.type() == AttributeType.FILE_NAME) {
        FileName read = FileName.read(attribute.value());
        if (!read.shortOnly()) {
          links.add(new HardLink(read.parent(), read.name()));
        }
      }
    }
    return links;
  }

  /** Its streams; a directory has only named ones. */
  public List<NtfsStream> streams() {
    return attributes.stream()
        .filter(a -> a.type() == AttributeType.DATA && a.lowestVcn() == 0)
        .map(a -> new NtfsStream(a.name(), a.size()))
        .toList();
  }

  /**
   * The content of the file as a program sees it, decompressed.
   *
   * @throws DiskException DAMAGED; UNSUPPORTED if it is encrypted, or its content is in a WIM file;
   *     ELSEWHERE if it is a link, or the like
   */
  public ByteSource open() {
    return switch (reparsePoint().orElse(null)) {
      case null -> open("");
      case ReparsePoint.Overlay overlay -> overlaid(overlay);
      case ReparsePoint.SymbolicLink(String target, boolean relative) ->
          throw DiskException.elsewhere(name, "is a link to " + target);
      case ReparsePoint.Junction(String target) ->
          throw DiskException.elsewhere(name, "is a junction to " + target);
      case ReparsePoint.Other(long tag) ->
          throw DiskException.elsewhere(
              name, "has its content elsewhere: its reparse tag is 0x" + Long.toHexString(tag));
    };
  }

  private ByteSource overlaid(ReparsePoint.Overlay overlay) {
    if (overlay.provider() != FILE_PROVIDER) {
      throw DiskException.unsupported(name, "its content is in a WIM file");
    }
    ByteSource plain = open("");
    return new WofBytes(open(WOF_STREAM), plain.size(), overlay.algorithm());
  }

  /**
   * The bytes of a stream.
   *
   * @param stream its name, empty for the main one
   * @throws DiskException as {@link #open()}, and DAMAGED if there is no such stream
   */
  public ByteSource open(String stream) {
    return find(AttributeType.DATA, stream)
        .orElseThrow(() -> record.damaged("it has no stream \"" + stream + "\""));
  }

  /**
   * A contiguous part of a file's content.
   *
   * @param offset in bytes from the start of the volume
   * @param length in bytes; the last part's ends with a cluster, possibly behind the content
   */
  public record Extent(long offset, long length) {}

  /**
   * Where the bytes of its main stream are on the volume, in order; empty if they are not stored
   * there as they are read: in the file record, compressed, encrypted, or not stored at all.
   *
   * @throws DiskException DAMAGED
   */
  public List<Extent> extents() {
    List<Attribute> pieces = attributes.stream().filter(a -> a.is(AttributeType.DATA, "")).toList();
    if (pieces.isEmpty()
        || pieces.getFirst().isResident()
        || pieces.getFirst().isCompressed()
        || pieces.getFirst().isEncrypted()
        || pieces.getFirst().initializedSize() < pieces.getFirst().size()
        || reparsePoint().isPresent()) {
      return List.of();
    }
    List<Extent> extents = new ArrayList<>();
    long cluster = table.boot().clusterSize();
    for (Attribute piece : pieces) {
      RunList.forEach(
          piece,
          table.boot().clusters(),
          (first, length) -> extents.add(new Extent(first * cluster, length * cluster)));
    }
    return extents.stream().anyMatch(extent -> extent.offset() < 0)
        ? List.of()
        : List.copyOf(extents);
  }

  /** Its reparse point, if any. */
  public Optional<ReparsePoint> reparsePoint() {
    return find(AttributeType.REPARSE_POINT, "")
        .map(value -> ReparsePoint.read(whole(value, MAX_REPARSE)));
  }

  /**
   * Gives every name in a directory, in the order of its index.
   *
   * @throws DiskException if the index is damaged, possibly after some names were given
   */
  public void list(Consumer<DirectoryEntry> action) {
    index().forEach(action);
  }

  /** The file with a name in this directory, without regard to case; empty if this is not one. */
  Optional<FileReference> child(String wanted, UpCase upCase) {
    return isDirectory() ? index().find(wanted, upCase) : Optional.empty();
  }

  private DirectoryIndex index() {
    ByteSource root =
        find(AttributeType.INDEX_ROOT, NAMES)
            .orElseThrow(() -> record.damaged("it is not a directory"));
    return new DirectoryIndex(
        whole(root, table.boot().recordSize()),
        find(AttributeType.INDEX_ALLOCATION, NAMES)
            .orElseGet(() -> new Slice("no blocks of " + name, root, 0, 0)),
        table.boot().clusterSize());
  }

  /** The value of the only attribute of a type, if there is one. */
  Optional<Fields> value(long type, int limit) {
    return find(type, "").map(bytes -> whole(bytes, limit));
  }

  private static Fields whole(ByteSource bytes, int limit) {
    if (bytes.size() > limit) {
      throw DiskException.damaged(bytes, 0, "it has more than " + limit + " bytes");
    }
    return Fields.read(bytes, 0, (int) bytes.size(), ByteOrder.LITTLE_ENDIAN, "an attribute");
  }

  private Optional<ByteSource> find(long type, String attributeName) {
    List<Attribute> pieces = attributes.stream().filter(a -> a.is(type, attributeName)).toList();
    return pieces.isEmpty() ? Optional.empty() : Optional.of(bytes(pieces));
  }

  private ByteSource bytes(List<Attribute> pieces) {
    Attribute first = pieces.getFirst();
    String called = first.name().isEmpty() ? name : name + ", stream " + first.name();
    if (first.isEncrypted()) {
      throw DiskException.unsupported(called, "it is encrypted");
    }
    if (first.isResident()) {
      Fields value = first.value();
      return new ResidentBytes(called, value.bytes(0, value.length()));
    }
    RunBytes stored = RunBytes.of(called, table.volume(), table.boot(), pieces);
    return first.isCompressed() ? new CompressedBytes(stored, first.compressionUnit()) : stored;
  }
}
