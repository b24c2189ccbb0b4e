package dev.casement.disk.image;

import dev.casement.bytes.PiecewiseSource;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A virtual disk that qemu-img reads, block by block; only the blocks that are asked for are
 * copied.
 *
 * <p>Keeps the last {@value #KEPT} blocks of {@value #BLOCK} bytes in memory.
 */
final class QemuImgImage implements DiskImage, PiecewiseSource {
  private static final int BLOCK = 2 << 20;
  private static final int KEPT = 24;

  private final VirtualDisk disk;
  private final QemuImg qemuImg;
  private final long size;
  private final Recent<byte[]> recent = new Recent<>(KEPT);

  private QemuImgImage(VirtualDisk disk, QemuImg qemuImg, long size) {
    this.disk = disk;
    this.qemuImg = qemuImg;
    this.size = size;
  }

  static QemuImgImage open(VirtualDisk disk, QemuImg qemuImg) {
    long size = readable(disk, () -> qemuImg.info(disk).virtualSize().bytes());
    return new QemuImgImage(disk, qemuImg, size);
  }

  /** What qemu-img refuses to read is told in its words. */
  private static <T> T readable(VirtualDisk disk, Supplier<T> read) {
    try {
      return read.get();
    } catch (BuildException e) {
      if (e.failure() == Failure.HOST) {
        throw DiskException.unsupported(disk.path().toString(), e.what());
      }
      throw e;
    }
  }

  @Override
  public String name() {
    return disk.path().toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    byte[] block = recent.get(at / BLOCK, this::block);
    int within = (int) (at % BLOCK);
    int count = Math.min(most, block.length - within);
    to.put(block, within, count);
    return count;
  }

  private byte[] block(long number) {
    long at = number * BLOCK;
    return readable(disk, () -> qemuImg.read(disk, at, (int) Math.min(BLOCK, size - at)));
  }

  @Override
  public void close() {
    // Nothing stays open between two reads.
  }
}
