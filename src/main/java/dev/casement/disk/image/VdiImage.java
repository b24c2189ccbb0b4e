package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;
import dev.casement.bytes.PiecewiseSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A virtual disk in VirtualBox's own format, dynamic or fixed (QEMU, the header comment of
 * block/vdi.c).
 */
final class VdiImage implements DiskImage, PiecewiseSource {
  static final int MAGIC_AT = 64;
  static final long MAGIC = 0xbeda_107fL;

  private static final int HEADER = 512;
  private static final long VERSION = 0x0001_0001;
  private static final int DYNAMIC = 1;
  private static final int FIXED = 2;

  /** From this value on, blocks are discarded or unallocated; both read as zeros. */
  private static final long DISCARDED = 0xffff_fffeL;

  private final OpenSource file;
  private final long size;
  private final int blockSize;
  private final long mapAt;
  private final long dataAt;

  private VdiImage(OpenSource file, Fields header) {
    this.file = file;
    mapAt = header.u32(340);
    dataAt = header.u32(344);
    size = header.u64(368);
    long block = header.u32(376);
    if (block < 512 || block > 1 << 30 || Long.bitCount(block) != 1) {
      throw header.damaged(376, "blocks of " + block + " bytes");
    }
    blockSize = (int) block;
    if (size / block + (size % block == 0 ? 0 : 1) > header.u32(384)) {
      throw header.damaged(384, "the map of blocks is too small for the size of the disk");
    }
  }

  /** Opens an image; takes over the file, even if this fails. */
  static VdiImage open(OpenSource file) {
    try {
      Fields header = Fields.read(file, 0, HEADER, ByteOrder.LITTLE_ENDIAN, "the VDI header");
      if (header.u32(MAGIC_AT) != MAGIC) {
        throw header.damaged(MAGIC_AT, "it does not begin as a VDI file does");
      }
      if (header.u32(68) != VERSION) {
        throw DiskException.unsupported(file.name(), "its VDI version is " + header.u32(68));
      }
      if (header.u32(76) != DYNAMIC && header.u32(76) != FIXED) {
        throw DiskException.unsupported(
            file.name(), "it is neither a dynamic nor a fixed VDI, but of type " + header.u32(76));
      }
      if (header.u32(380) != 0) {
        throw DiskException.unsupported(file.name(), "its blocks have data beside them");
      }
      return new VdiImage(file, header);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long skipZeros(long at, long end) {
    long position = at;
    while (position < end && entry(position) >= DISCARDED) {
      position += blockSize - position % blockSize;
    }
    return Math.min(position, end);
  }

  private long entry(long at) {
    long entryAt = mapAt + at / blockSize * 4;
    return Fields.read(file, entryAt, 4, ByteOrder.LITTLE_ENDIAN, "an entry of the map").u32(0);
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    int count = (int) Math.min(most, blockSize - at % blockSize);
    long entry = entry(at);
    if (entry >= DISCARDED) {
      Zeros.put(to, count);
    } else {
      long from = dataAt + entry * blockSize + at % blockSize;
      Fields.readFully(file, from, count, to, "a block");
    }
    return count;
  }

  @Override
  public void close() {
    file.close();
  }
}
