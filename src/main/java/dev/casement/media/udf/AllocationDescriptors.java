package dev.casement.media.udf;

import dev.casement.media.volume.Block;
import dev.casement.media.volume.Extent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the extents of one file, from any number of blocks of descriptors.
 *
 * <p>ECMA-167, 4/14.14: short ones of 8 bytes in the entry's own partition, long ones of 16,
 * extended ones of 20; the two highest bits of the length say whether the extent is recorded, a
 * hole, or the location of further descriptors (4/14.5).
 */
final class AllocationDescriptors {
  private static final int SHORT = 0;
  private static final int LONG = 1;
  private static final int EXTENDED = 2;

  private static final int RECORDED = 0;
  private static final int NEXT_DESCRIPTORS = 3;

  /** A file of 40 GB in extents of 64 KB has fewer. */
  private static final int EXTENT_LIMIT = 1_000_000;

  /** As many blocks of descriptors as the extents can need. */
  private static final int BLOCK_LIMIT = 20_000;

  private final UdfSpace space;
  private final int partition;
  private final int form;
  private final long size;
  private final List<Extent> extents = new ArrayList<>();
  private long covered;

  AllocationDescriptors(UdfSpace space, int partition, int form, long size) {
    this.space = space;
    this.partition = partition;
    this.form = form;
    this.size = size;
  }

  /** The extents of exactly {@code size} bytes; adjacent ones are merged. */
  List<Extent> read(Block first, int start, int length) {
    Block block = first;
    int at = start;
    int end = start + length;
    for (int blocks = 0; covered < size; blocks++) {
      if (blocks == BLOCK_LIMIT) {
        throw first.damage(0, "a file entry whose allocation descriptors never end");
      }
      UdfSpace.Address next = readBlock(block, at, end);
      if (next == null) {
        break;
      }
      block =
          Tag.require(
              space.block(next, "an allocation extent"),
              Tag.ALLOCATION_EXTENT,
              "allocation extent");
      at = 24;
      end = (int) Math.min(24 + block.u32(20), block.length());
    }
    if (covered < size) {
      throw first.damage(56, "a file of " + size + " bytes whose extents hold " + covered);
    }
    return extents;
  }

  private UdfSpace.@Nullable Address readBlock(Block block, int start, int end) {
    int width = width(block);
    for (int at = start; at + width <= end && covered < size; at += width) {
      long field = block.u32(at);
      long length = field & 0x3fff_ffff;
      int kind = (int) (field >>> 30);
      if (length == 0) {
        return null;
      }
      UdfSpace.Address address = address(block, at);
      if (kind == NEXT_DESCRIPTORS) {
        return address;
      }
      add(block, at, kind == RECORDED, address, Math.min(length, size - covered));
    }
    return null;
  }

  private int width(Block block) {
    return switch (form) {
      case SHORT -> 8;
      case LONG -> 16;
      case EXTENDED -> 20;
      default -> throw block.unsupported(34, "it has allocation descriptors of kind " + form);
    };
  }

  private UdfSpace.Address address(Block block, int at) {
    return switch (form) {
      case SHORT -> new UdfSpace.Address(partition, block.u32(at + 4));
      case LONG -> UdfSpace.Address.read(block, at + 4);
      default -> UdfSpace.Address.read(block, at + 12);
    };
  }

  private void add(Block block, int at, boolean recorded, UdfSpace.Address address, long length) {
    List<Extent> mapped =
        recorded ? space.map(address, length) : List.of(new Extent(Extent.HOLE, length));
    for (Extent extent : mapped) {
      append(extent);
    }
    if (extents.size() > EXTENT_LIMIT) {
      throw block.damage(at, "a file of more than " + EXTENT_LIMIT + " extents");
    }
    covered += length;
  }

  private void append(Extent extent) {
    if (!extents.isEmpty() && follows(extents.getLast(), extent)) {
      Extent last = extents.removeLast();
      extents.add(new Extent(last.position(), last.length() + extent.length()));
    } else {
      extents.add(extent);
    }
  }

  private static boolean follows(Extent last, Extent extent) {
    boolean holes = last.position() == Extent.HOLE && extent.position() == Extent.HOLE;
    return holes
        || (last.position() != Extent.HOLE && last.position() + last.length() == extent.position());
  }
}
