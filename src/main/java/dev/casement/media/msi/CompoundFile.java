package dev.casement.media.msi;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A compound file ("OLE"), the container of Windows Installer packages, as far as reading small
 * streams requires.
 *
 * <p>Source: Microsoft, [MS-CFB] "Compound File Binary File Format", 2.2 (header), 2.3 (FAT), 2.4
 * (mini FAT), 2.5 (DIFAT), 2.6 (directory).
 */
final class CompoundFile {
  private static final String SIGNATURE = "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1";

  private static final int HEADER = 512;
  private static final int MINI_SHIFT = 6;
  private static final int ENTRY = 128;
  private static final int DIFAT_IN_HEADER = 109;

  /** Larger numbers are special values, not sectors. */
  private static final long LAST_SECTOR = 0xFFFF_FFFAL;

  private static final int ROOT = 5;
  private static final int STREAM = 2;

  /** In bytes; far larger than any summary or string table. */
  private static final long LARGEST = 1 << 24;

  /** In sectors; a damaged chain may form a cycle. */
  private static final int LONGEST_CHAIN = 1 << 20;

  private final ByteSource file;
  private final Block header;
  private final int sectorSize;

  private CompoundFile(ByteSource file, Block header) {
    this.file = file;
    this.header = header;
    this.sectorSize = 1 << header.u16(0x1E);
  }

  /** The file as a compound file, if it is one. */
  static Optional<CompoundFile> open(ByteSource file) {
    if (file.size() < HEADER) {
      return Optional.empty();
    }
    Block header = Block.read(file, 0, HEADER, "the header of a compound file");
    int shift = header.u16(0x1E);
    return header.has(0, SIGNATURE) && (shift == 9 || shift == 12)
        ? Optional.of(new CompoundFile(file, header))
        : Optional.empty();
  }

  /** The bytes of the root's stream with this name, if it exists and has at most 16 MiB. */
  Optional<byte[]> stream(String name) {
    Optional<Block> root = Optional.empty();
    Optional<Block> found = Optional.empty();
    long sector = header.u32(0x30);
    for (int count = 0; sector < LAST_SECTOR; count++) {
      Block entries = sector(checked(sector, count));
      for (int at = 0; at + ENTRY <= sectorSize; at += ENTRY) {
        Block entry = entries.part(at, ENTRY);
        if (entry.u8(0x42) == ROOT) {
          root = Optional.of(entry);
        } else if (entry.u8(0x42) == STREAM && name(entry).equals(name)) {
          found = Optional.of(entry);
        }
      }
      sector = next(sector);
    }
    if (root.isEmpty() || found.isEmpty() || found.get().u32(0x78) > LARGEST) {
      return Optional.empty();
    }
    Block stream = found.get();
    long size = stream.u32(0x78);
    return Optional.of(
        size < header.u32(0x38)
            ? miniStream(root.get().u32(0x74), stream.u32(0x74), size)
            : bytes(stream.u32(0x74), size));
  }

  private static String name(Block entry) {
    int length = Math.clamp(entry.u16(0x40) - 2, 0, 62);
    return entry.text(0, length, StandardCharsets.UTF_16LE);
  }

  private byte[] bytes(long start, long size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long sector = start;
    for (int count = 0; out.size() < size; count++) {
      out.writeBytes(sector(checked(sector, count)).bytes(0, sectorSize));
      sector = next(sector);
    }
    return java.util.Arrays.copyOf(out.toByteArray(), (int) size);
  }

  /** A small stream, stored in pieces of 64 bytes in the root's stream. */
  private byte[] miniStream(long container, long start, long size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int piecesInSector = sectorSize >> MINI_SHIFT;
    long piece = start;
    for (int count = 0; out.size() < size; count++) {
      checked(piece, count);
      Block sector = sector(follow(container, piece / piecesInSector));
      out.writeBytes(sector.bytes((int) (piece % piecesInSector) << MINI_SHIFT, 1 << MINI_SHIFT));
      int perSector = sectorSize / Integer.BYTES;
      Block table = sector(follow(header.u32(0x3C), piece / perSector));
      piece = table.u32((int) (piece % perSector) * Integer.BYTES);
    }
    return java.util.Arrays.copyOf(out.toByteArray(), (int) size);
  }

  private long follow(long start, long steps) {
    long sector = start;
    for (int count = 0; count < steps; count++) {
      sector = next(checked(sector, count));
    }
    return checked(sector, 0);
  }

  private long next(long sector) {
    int perSector = sectorSize / Integer.BYTES;
    Block fat = sector(fatSector(sector / perSector));
    return fat.u32((int) (sector % perSector) * Integer.BYTES);
  }

  private long fatSector(long index) {
    if (index < DIFAT_IN_HEADER) {
      return checked(header.u32(0x4C + (int) index * Integer.BYTES), 0);
    }
    // The last number of each further sector is the next sector.
    int perSector = sectorSize / Integer.BYTES - 1;
    long rest = index - DIFAT_IN_HEADER;
    long sector = header.u32(0x44);
    for (int count = 0; rest >= perSector; count++, rest -= perSector) {
      sector = sector(checked(sector, count)).u32(perSector * Integer.BYTES);
    }
    return checked(sector(checked(sector, 0)).u32((int) rest * Integer.BYTES), 0);
  }

  private long checked(long sector, int count) {
    if (sector >= LAST_SECTOR || count > LONGEST_CHAIN) {
      throw header.damage(0, "a chain of sectors that does not end where it should");
    }
    return sector;
  }

  private Block sector(long number) {
    return Block.read(file, (number + 1) * sectorSize, sectorSize, "a sector of a compound file");
  }
}
