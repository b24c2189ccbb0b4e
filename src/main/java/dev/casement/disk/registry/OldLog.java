package dev.casement.disk.registry;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.Fields;
import java.util.BitSet;
import java.util.Optional;

/**
 * A log as Windows before 8.1 writes it: a bitmap of sectors, then these sectors (regf, "Old
 * format").
 *
 * @param dirty the sectors of the hive bins that the log holds
 * @param firstPage where the first sector is in the log
 */
record OldLog(ByteSource source, BaseBlock base, BitSet dirty, long firstPage) {
  private static final int SIGNATURE = 4;

  /** Reads a log, if it is of this format and complete. */
  static Optional<OldLog> open(ByteSource source, BaseBlock base) {
    long binsSize = base.binsSize();
    if (!base.isOldLog()
        || binsSize % BaseBlock.SIZE != 0
        || binsSize > ReplayedPages.MAX_BINS
        || base.sector() + SIGNATURE + binsSize / BaseBlock.SIZE > source.size()) {
      return Optional.empty();
    }
    int length = SIGNATURE + (int) (binsSize / BaseBlock.SIZE);
    Fields vector = Fields.read(source, base.sector(), length, LITTLE_ENDIAN, "a bitmap");
    if (!vector.has(0, "DIRT")) {
      return Optional.empty();
    }
    BitSet dirty = BitSet.valueOf(vector.bytes(SIGNATURE, length - SIGNATURE));
    long end = (long) base.sector() + length;
    long firstPage = Math.ceilDiv(end, base.sector()) * base.sector();
    if (firstPage + (long) dirty.cardinality() * ReplayedPages.SECTOR > source.size()) {
      return Optional.empty();
    }
    return Optional.of(new OldLog(source, base, dirty, firstPage));
  }

  void apply(ReplayedPages pages) {
    pages.from(source);
    long position = firstPage;
    for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
      long offset = (long) sector * ReplayedPages.SECTOR;
      pages.put(offset, ReplayedPages.SECTOR, position);
      position += ReplayedPages.SECTOR;
    }
  }
}
