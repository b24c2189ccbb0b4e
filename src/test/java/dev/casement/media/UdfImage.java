package dev.casement.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes UDF media of the kinds that no program at hand fills without root: revisions to 2.60, a
 * metadata partition in pieces, files in many extents, embedded or beyond 4 GiB.
 *
 * <p>Written after ECMA-167 and OSTA UDF 2.60, apart from the reader; udfinfo and 7z judge it.
 */
final class UdfImage {
  /** How a file's bytes are recorded. */
  enum Form {
    SHORT(0),
    LONG(1),
    EXTENDED(2),
    EMBEDDED(3);

    private final int code;

    Form(int code) {
      this.code = code;
    }
  }

  private static final int BLOCK = 2048;
  private static final int PARTITION_START = 272;
  private static final int EXTENT_LIMIT = (1 << 30) - BLOCK;
  private static final int DIRECTORY = 4;
  private static final int FILE = 5;
  private static final int METADATA_FILE = 250;
  private static final int MIRROR_FILE = 251;

  /** Physical blocks of the metadata file: in one piece, and in two. */
  private static final int[][] WHOLE_METADATA = {{10, 64}};

  private static final int[][] SPLIT_METADATA = {{10, 3}, {20, 61}};

  private record Piece(long block, long length, boolean recorded) {}

  private record Named(String name, boolean directory, long icb) {}

  private final int revision;
  private final boolean metadata;
  private final int[][] metadataPieces;
  private final TreeMap<Long, byte[]> sectors = new TreeMap<>();
  private final List<Named> root = new ArrayList<>();
  private final TreeMap<String, List<Named>> directories = new TreeMap<>();
  private long nextMetadataBlock = 2;
  private long nextDataBlock = 100;
  private long uniqueId = 16;

  /**
   * A volume of a revision such as 0x0250; from there on with a metadata partition, which is in
   * pieces from 0x0260 on.
   */
  UdfImage(int revision) {
    this.revision = revision;
    metadata = revision >= 0x250;
    metadataPieces = revision == 0x250 ? WHOLE_METADATA : SPLIT_METADATA;
  }

  /** Adds a file whose bytes are in as many pieces as asked for, with gaps between them. */
  UdfImage file(String path, byte[] content, Form form, int pieces) {
    List<Piece> extents = new ArrayList<>();
    if (form != Form.EMBEDDED) {
      int blocks = (content.length + BLOCK - 1) / BLOCK;
      int perPiece = (blocks + pieces - 1) / pieces;
      for (int start = 0; start < blocks; start += perPiece) {
        int count = Math.min(perPiece, blocks - start);
        int from = start * BLOCK;
        int length = Math.min(count * BLOCK, content.length - from);
        put(nextDataBlock, content, from, length);
        extents.add(new Piece(nextDataBlock, length, true));
        nextDataBlock += count + 1;
      }
    }
    name(path, false, entry(FILE, content.length, extents, form, content));
    return this;
  }

  /** Adds a file of zeros but for its last bytes, in extents as long as there can be. */
  UdfImage sparseFile(String path, long size, byte[] end, boolean hole) {
    List<Piece> extents = new ArrayList<>();
    long left = size;
    while (left > 0) {
      long length = Math.min(left, EXTENT_LIMIT);
      boolean recorded = !hole || left <= EXTENT_LIMIT;
      extents.add(new Piece(recorded ? nextDataBlock : 0, length, recorded));
      if (left <= EXTENT_LIMIT) {
        put(nextDataBlock + (length - end.length) / BLOCK, end, 0, end.length);
      }
      nextDataBlock += recorded ? length / BLOCK + 2 : 0;
      left -= length;
    }
    name(path, false, entry(FILE, size, extents, Form.LONG, new byte[0]));
    return this;
  }

  /** Makes a name in the root that leads back to the root. */
  UdfImage loop(String name) {
    root.add(new Named(name, true, 1));
    return this;
  }

  void write(Path target, String label) {
    directories.forEach(
        (name, entries) ->
            root.add(new Named(name, true, directory(entries, nextMetadataBlock++))));
    directory(root, 1);
    putFileSet();
    if (metadata) {
      putMetadataFile();
    }
    long partitionBlocks = nextDataBlock + 16;
    putRecognition();
    putVolume(32, label, partitionBlocks);
    putVolume(48, label, partitionBlocks);
    long last = PARTITION_START + partitionBlocks + 16;
    sectors.put(256L, anchor(256));
    sectors.put(last, anchor(last));
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength((last + 1) * BLOCK);
      for (var sector : sectors.entrySet()) {
        file.seek(sector.getKey() * BLOCK);
        file.write(sector.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void name(String path, boolean isDirectory, long icb) {
    int slash = path.indexOf('/');
    List<Named> parent =
        slash < 0
            ? root
            : directories.computeIfAbsent(path.substring(0, slash), _ -> new ArrayList<>());
    parent.add(new Named(path.substring(slash + 1), isDirectory, icb));
  }

  private void put(long block, byte[] content, int from, int length) {
    for (int at = 0; at < length; at += BLOCK) {
      byte[] sector = new byte[BLOCK];
      System.arraycopy(content, from + at, sector, 0, Math.min(BLOCK, length - at));
      sectors.put(PARTITION_START + block + at / BLOCK, sector);
    }
  }

  /** Where a block of the partition with the directory structures is on the medium. */
  private long metadataSector(long block) {
    if (!metadata) {
      return PARTITION_START + block;
    }
    long left = block;
    for (int[] piece : metadataPieces) {
      if (left < piece[1]) {
        return PARTITION_START + piece[0] + left;
      }
      left -= piece[1];
    }
    throw new IllegalStateException("the metadata file is full");
  }

  private long entry(int type, long size, List<Piece> pieces, Form form, byte[] content) {
    long block = nextMetadataBlock++;
    sectors.put(metadataSector(block), fileEntry(block, type, size, pieces, form, content));
    return block;
  }

  /** Directory data: in the same partition as its entry, so short descriptors reach it. */
  private long directory(List<Named> entries, long block) {
    ByteBuffer data = ByteBuffer.allocate(40 * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    putIdentifier(data, new Named("", true, 1));
    for (Named entry : entries) {
      putIdentifier(data, entry);
    }
    int length = data.position();
    long first = nextMetadataBlock;
    for (int at = 0; at < length; at += BLOCK) {
      byte[] sector = new byte[BLOCK];
      System.arraycopy(data.array(), at, sector, 0, BLOCK);
      sectors.put(metadataSector(nextMetadataBlock++), sector);
    }
    List<Piece> pieces = List.of(new Piece(first, length, true));
    sectors.put(
        metadataSector(block),
        fileEntry(block, DIRECTORY, length, pieces, Form.SHORT, new byte[0]));
    return block;
  }

  private void putIdentifier(ByteBuffer data, Named entry) {
    byte[] name = entry.name().isEmpty() ? new byte[0] : UdfBlocks.compressed(entry.name());
    int length = (38 + name.length + 3) & ~3;
    ByteBuffer identifier = UdfBlocks.block(length);
    identifier.putShort(16, (short) 1);
    identifier.put(18, (byte) ((entry.directory() ? 2 : 0) | (name.length == 0 ? 8 : 0)));
    identifier.put(19, (byte) name.length);
    putLong(identifier, 20, new Piece(entry.icb(), BLOCK, true), metadata ? 1 : 0);
    identifier.put(38, name);
    data.put(tagged(identifier, 257, entry.icb(), length));
  }

  private byte[] fileEntry(
      long block, int type, long size, List<Piece> pieces, Form form, byte[] content) {
    boolean extended = revision >= 0x200;
    int fixed = extended ? 216 : 176;
    ByteBuffer entry = UdfBlocks.block(BLOCK);
    entry.putShort(20, (short) 4);
    entry.putShort(24, (short) 1);
    entry.put(27, (byte) type);
    entry.putShort(34, (short) form.code);
    entry.putInt(44, 0x7fff);
    entry.putShort(48, (short) 1);
    entry.putLong(56, size);
    if (extended) {
      entry.putLong(64, size);
    }
    entry.putLong(extended ? 72 : 64, (size + BLOCK - 1) / BLOCK);
    entry.putLong(extended ? 200 : 160, uniqueId++);
    if (form == Form.EMBEDDED) {
      entry.putInt(fixed - 4, content.length);
      entry.put(fixed, content);
    } else {
      putDescriptors(entry, fixed, pieces, form);
    }
    int length = fixed + entry.getInt(fixed - 4);
    return tagged(entry, extended ? 266 : 261, block, length);
  }

  /** At most four in the entry; the rest goes on in a block of its own, and so on. */
  private void putDescriptors(ByteBuffer to, int start, List<Piece> pieces, Form form) {
    int width = width(form);
    int here = Math.min(pieces.size(), 4);
    for (int i = 0; i < here; i++) {
      putDescriptor(to, start + i * width, pieces.get(i), form);
    }
    int count = here;
    if (here < pieces.size()) {
      long next = nextMetadataBlock++;
      ByteBuffer more = UdfBlocks.block(BLOCK);
      putDescriptors(more, 24, pieces.subList(here, pieces.size()), form);
      sectors.put(metadataSector(next), tagged(more, 258, next, 24 + more.getInt(20)));
      putPointer(to, start + here * width, next, form);
      count++;
    }
    to.putInt(start - 4, count * width);
  }

  private static int width(Form form) {
    return switch (form) {
      case SHORT -> 8;
      case LONG -> 16;
      case EXTENDED -> 20;
      case EMBEDDED -> throw new IllegalArgumentException();
    };
  }

  /** File data is in partition 0, also where the entries are in the metadata partition 1. */
  private static void putDescriptor(ByteBuffer to, int at, Piece piece, Form form) {
    int kind = piece.recorded() ? 0 : 2 << 30;
    switch (form) {
      case SHORT -> to.putInt(at, (int) piece.length() | kind).putInt(at + 4, (int) piece.block());
      case LONG -> {
        putLong(to, at, piece, 0);
        to.putInt(at, (int) piece.length() | kind);
      }
      case EXTENDED -> {
        to.putInt(at, (int) piece.length() | kind);
        to.putInt(at + 4, (int) piece.length()).putInt(at + 8, (int) piece.length());
        to.putInt(at + 12, (int) piece.block());
      }
      case EMBEDDED -> throw new IllegalArgumentException();
    }
  }

  private void putPointer(ByteBuffer to, int at, long block, Form form) {
    int field = BLOCK | 3 << 30;
    to.putInt(at, field);
    int address = form == Form.EXTENDED ? at + 12 : at + 4;
    to.putInt(address, (int) block);
    if (form != Form.SHORT) {
      to.putShort(address + 4, (short) (metadata ? 1 : 0));
    }
  }

  private static void putLong(ByteBuffer to, int at, Piece piece, int partition) {
    to.putInt(at, (int) piece.length());
    to.putInt(at + 4, (int) piece.block()).putShort(at + 8, (short) partition);
  }

  private void putFileSet() {
    ByteBuffer set = UdfBlocks.block(BLOCK);
    set.putShort(28, (short) 3).putShort(30, (short) 3);
    set.putInt(32, 1).putInt(36, 1);
    UdfBlocks.charset(set, 48);
    UdfBlocks.fixedText(set, 112, 128, "SET");
    UdfBlocks.charset(set, 240);
    UdfBlocks.fixedText(set, 304, 32, "SET");
    putLong(set, 400, new Piece(1, BLOCK, true), metadata ? 1 : 0);
    domain(set, 416);
    sectors.put(metadataSector(0), tagged(set, 256, 0, 512));
  }

  private void putMetadataFile() {
    List<Piece> pieces = new ArrayList<>();
    long size = 0;
    for (int[] piece : metadataPieces) {
      pieces.add(new Piece(piece[0], (long) piece[1] * BLOCK, true));
      size += (long) piece[1] * BLOCK;
    }
    for (int block = 0; block < 2; block++) {
      int type = block == 0 ? METADATA_FILE : MIRROR_FILE;
      byte[] entry = fileEntry(block, type, size, pieces, Form.SHORT, new byte[0]);
      sectors.put(PARTITION_START + (long) block, entry);
    }
  }

  private void putRecognition() {
    String[] identifiers = {"BEA01", revision >= 0x200 ? "NSR03" : "NSR02", "TEA01"};
    for (int i = 0; i < identifiers.length; i++) {
      ByteBuffer sector = UdfBlocks.block(BLOCK);
      sector.put(1, identifiers[i].getBytes(StandardCharsets.US_ASCII)).put(6, (byte) 1);
      sectors.put(16L + i, UdfBlocks.bytes(sector));
    }
  }

  private void putVolume(long start, String label, long partitionBlocks) {
    sectors.put(start, tagged(primary(label), 1, start, 512));
    sectors.put(start + 1, tagged(partition(partitionBlocks), 5, start + 1, 512));
    sectors.put(start + 2, tagged(logical(label), 6, start + 2, 440 + (metadata ? 70 : 6)));
    ByteBuffer unallocated = UdfBlocks.block(BLOCK);
    unallocated.putInt(16, 4);
    sectors.put(start + 3, tagged(unallocated, 7, start + 3, 24));
    sectors.put(start + 4, tagged(UdfBlocks.block(BLOCK), 8, start + 4, 512));
  }

  private static ByteBuffer primary(String label) {
    ByteBuffer primary = UdfBlocks.block(BLOCK);
    primary.putInt(16, 1);
    UdfBlocks.fixedText(primary, 24, 32, label);
    primary.putShort(56, (short) 1).putShort(58, (short) 1);
    primary.putShort(60, (short) 2).putShort(62, (short) 2);
    primary.putInt(64, 1).putInt(68, 1);
    UdfBlocks.fixedText(primary, 72, 128, "0123456789abcdef" + label);
    UdfBlocks.charset(primary, 200);
    UdfBlocks.charset(primary, 264);
    return primary;
  }

  private ByteBuffer partition(long blocks) {
    ByteBuffer partition = UdfBlocks.block(BLOCK);
    partition.putInt(16, 2).putShort(20, (short) 1);
    partition.put(
        25, (revision >= 0x200 ? "+NSR03" : "+NSR02").getBytes(StandardCharsets.US_ASCII));
    partition.putInt(184, 1).putInt(188, PARTITION_START).putInt(192, (int) blocks);
    return partition;
  }

  private ByteBuffer logical(String label) {
    ByteBuffer logical = UdfBlocks.block(BLOCK);
    logical.putInt(16, 3);
    UdfBlocks.charset(logical, 20);
    UdfBlocks.fixedText(logical, 84, 128, label);
    logical.putInt(212, BLOCK);
    domain(logical, 216);
    putLong(logical, 248, new Piece(0, BLOCK, true), metadata ? 1 : 0);
    logical.putInt(264, metadata ? 70 : 6).putInt(268, metadata ? 2 : 1);
    logical.put(440, (byte) 1).put(441, (byte) 6).putShort(442, (short) 1);
    if (metadata) {
      logical.put(446, (byte) 2).put(447, (byte) 64);
      logical.put(451, "*UDF Metadata Partition".getBytes(StandardCharsets.US_ASCII));
      logical.putShort(474, (short) revision);
      logical.putShort(482, (short) 1);
      logical.putInt(486, 0).putInt(490, 1).putInt(494, -1).putInt(498, 32);
      logical.putShort(502, (short) 1);
    }
    return logical;
  }

  private void domain(ByteBuffer to, int at) {
    to.put(at + 1, "*OSTA UDF Compliant".getBytes(StandardCharsets.US_ASCII));
    to.putShort(at + 24, (short) revision);
  }

  private byte[] anchor(long sector) {
    ByteBuffer anchor = UdfBlocks.block(BLOCK);
    anchor.putInt(16, 16 * BLOCK).putInt(20, 32);
    anchor.putInt(24, 16 * BLOCK).putInt(28, 48);
    return tagged(anchor, 2, sector, 512);
  }

  private byte[] tagged(ByteBuffer block, int identifier, long location, int length) {
    return UdfBlocks.tagged(block, identifier, revision >= 0x200 ? 3 : 2, location, length);
  }
}
