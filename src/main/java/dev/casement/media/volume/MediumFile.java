package dev.casement.media.volume;

import dev.casement.bytes.ByteSource;
import dev.casement.report.BuildException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** A file on a medium, read in place: at any position, or as a stream. */
public final class MediumFile implements ByteSource {
  private final ByteSource medium;
  private final String path;
  private final Extent[] extents;

  /** Where in the file each extent begins; the last element is the file's size. */
  private final long[] starts;

  /**
   * A file in extents, all of which must lie on the medium, except for empty ones.
   *
   * @param path the file's path on the medium, with {@code /} between names
   * @throws BuildException MEDIA if the medium ends before an extent does
   */
  public MediumFile(ByteSource medium, String path, List<Extent> extents) {
    this.medium = medium;
    this.path = path;
    this.extents = extents.toArray(new Extent[0]);
    starts = new long[this.extents.length + 1];
    for (int i = 0; i < this.extents.length; i++) {
      Extent extent = this.extents[i];
      long end = extent.position() + extent.length();
      if (!extent.isHole() && extent.length() > 0 && (end < 0 || end > medium.size())) {
        throw Damage.cutShort(medium, extent.position(), end, path);
      }
      try {
        starts[i + 1] = Math.addExact(starts[i], extent.length());
      } catch (ArithmeticException e) {
        throw Damage.at(medium, extent.position(), path + " is larger than any file can be");
      }
    }
  }

  /** Its path relative to the medium's root, with {@code /} between names. */
  public String path() {
    return path;
  }

  @Override
  public String name() {
    return path + " on " + medium.name();
  }

  /** Where on the medium it begins, if it is contiguous. */
  public OptionalLong start() {
    for (int i = 0; i < extents.length; i++) {
      if (extents[i].isHole() || extents[i].position() != extents[0].position() + starts[i]) {
        return OptionalLong.empty();
      }
    }
    return size() == 0 ? OptionalLong.empty() : OptionalLong.of(extents[0].position());
  }

  @Override
  public long size() {
    return starts[extents.length];
  }

  @Override
  public int read(long position, ByteBuffer to) {
    if (position < 0) {
      throw new IllegalArgumentException("a position is not negative, got " + position);
    }
    if (position >= size()) {
      return -1;
    }
    int begin = to.position();
    long at = position;
    for (int i = extentAt(position); i < extents.length && to.hasRemaining(); i++) {
      at += readExtent(i, at, to);
    }
    return to.position() - begin;
  }

  private int readExtent(int index, long at, ByteBuffer to) {
    long skip = at - starts[index];
    int count = (int) Math.min(to.remaining(), extents[index].length() - skip);
    if (extents[index].isHole()) {
      to.put(new byte[count]);
      return count;
    }
    int limit = to.limit();
    to.limit(to.position() + count);
    long from = extents[index].position() + skip;
    int read = medium.read(from, to);
    to.limit(limit);
    if (read != count) {
      throw Damage.cutShort(medium, from, from + count, path);
    }
    return count;
  }

  /** The last extent that begins at or before a position inside the file. */
  private int extentAt(long position) {
    int low = 0;
    int high = extents.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Streams the whole file; failures are those of {@link #read}. */
  public InputStream openStream() {
    return new InputStream() {
      private long position;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
          return 0;
        }
        int count = MediumFile.this.read(position, ByteBuffer.wrap(to, offset, length));
        position += Math.max(count, 0);
        return count;
      }
    };
  }
}
