package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Zeros;
import java.nio.ByteBuffer;

/**
 * The value of an attribute in clusters of the volume, as those hold it.
 *
 * @param size of the value in bytes; the runs hold that many, or what they lack was never written
 * @param initialized how many bytes have been written; what follows reads as zeros
 */
record RunBytes(
    String name, ByteSource volume, int clusterSize, RunList runs, long size, long initialized)
    implements ByteSource {
  @Override
  public int read(long position, ByteBuffer to) {
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(to.remaining(), size - position);
    for (int done = 0; done < count; ) {
      done += readPiece(position + done, count - done, to);
    }
    return count;
  }

  private int readPiece(long at, int most, ByteBuffer to) {
    long vcn = at / clusterSize;
    if (at >= initialized || vcn >= runs.end()) {
      Zeros.put(to, most);
      return most;
    }
    int within = (int) (at % clusterSize);
    long together = runs.together(vcn) * clusterSize - within;
    int count = (int) Math.min(Math.min(most, together), initialized - at);
    long cluster = runs.cluster(vcn);
    if (cluster == RunList.SPARSE) {
      Zeros.put(to, count);
      return count;
    }
    int limit = to.limit();
    to.limit(to.position() + count);
    Fields.readFully(volume, cluster * clusterSize + within, to, name);
    to.limit(limit);
    return count;
  }
}
