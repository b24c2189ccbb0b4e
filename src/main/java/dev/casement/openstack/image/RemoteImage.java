package dev.casement.openstack.image;

import dev.casement.bytes.OpenSource;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data of an image in Glance; only the parts that are read are transferred.
 *
 * <p>Caches the last {@value #KEPT} blocks of {@value #BLOCK} bytes. Sequential reads fetch several
 * blocks at a time.
 */
public final class RemoteImage implements OpenSource {
  private static final int BLOCK = 64 << 10;
  private static final int KEPT = 1024;
  private static final int MOST_BLOCKS = 32;

  private final Glance glance;
  private final StoredImage image;
  private final Map<Long, byte[]> recent = new LinkedHashMap<>(KEPT, 0.75f, true);
  private long next = -1;
  private int ahead = 1;
  private long received;

  public RemoteImage(Glance glance, StoredImage image) {
    this.glance = glance;
    this.image = image;
  }

  @Override
  public String name() {
    return "image " + image.id();
  }

  @Override
  public long size() {
    return image.size();
  }

  /** The disk format in Glance's terms, such as {@code qcow2}. */
  public String format() {
    return image.diskFormat();
  }

  /** The smallest disk that the cloud boots it on, in GiB; 0 for any. */
  public long minDisk() {
    return image.minDisk();
  }

  /** The least memory that the cloud boots it with, in MiB; 0 for any. */
  public long minRam() {
    return image.minRam();
  }

  /** The number of bytes transferred so far. */
  public long received() {
    return received;
  }

  @Override
  public int read(long position, ByteBuffer to) {
    if (position >= size()) {
      return -1;
    }
    int count = (int) Math.min(to.remaining(), size() - position);
    for (long at = position; at < position + count; ) {
      byte[] block = block(at / BLOCK);
      int within = (int) (at % BLOCK);
      int piece = (int) Math.min(block.length - within, position + count - at);
      to.put(block, within, piece);
      at += piece;
    }
    return count;
  }

  private byte[] block(long number) {
    byte[] known = recent.get(number);
    return known == null ? fetch(number) : known;
  }

  private byte[] fetch(long number) {
    ahead = number == next ? Math.min(ahead * 2, MOST_BLOCKS) : 1;
    long from = number * BLOCK;
    byte[] bytes =
        glance.read(image.id(), from, (int) Math.min((long) ahead * BLOCK, size() - from));
    received += bytes.length;
    next = number + ahead;
    for (int at = 0; at < bytes.length; at += BLOCK) {
      byte[] block = new byte[Math.min(BLOCK, bytes.length - at)];
      System.arraycopy(bytes, at, block, 0, block.length);
      keep(number + at / BLOCK, block);
    }
    byte[] wanted = new byte[Math.min(BLOCK, bytes.length)];
    System.arraycopy(bytes, 0, wanted, 0, wanted.length);
    return wanted;
  }

  private void keep(long number, byte[] block) {
    recent.put(number, block);
    if (recent.size() > KEPT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  @Override
  public void close() {
    // The connection belongs to the store.
  }
}
