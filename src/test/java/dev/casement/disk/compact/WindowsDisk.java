package dev.casement.disk.compact;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Partition;
import dev.casement.disk.image.PartitionTable;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A raw disk with an NTFS volume that mkntfs has made, whose free clusters hold what was deleted.
 */
public final class WindowsDisk {
  static final int START = 1 << 20;
  static final int VOLUME = 24 << 20;
  static final int SIZE = START + VOLUME + (1 << 20);

  private static final int PARTITION = 446;

  private final Path directory;
  private final Path path;

  private WindowsDisk(Path directory) {
    this.directory = directory;
    path = directory.resolve("disk.raw");
  }

  /** Makes the volume with a few files, and a disk of one partition around it. */
  public static WindowsDisk make(Path directory, int clusterSize) throws IOException {
    WindowsDisk disk = new WindowsDisk(directory);
    Path volume = directory.resolve("volume.raw");
    try (FileChannel file =
        FileChannel.open(volume, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), VOLUME - 1);
    }
    Program.run("mkntfs", "-q", "-F", "-f", "-c", clusterSize + "", volume + "");
    disk.copy(volume, new byte[12], "small");
    byte[] large = new byte[1_500_000];
    new Random(1).nextBytes(large);
    disk.copy(volume, large, "large");
    disk.write(0, ByteBuffer.allocate(SIZE));
    disk.partition(7);
    disk.write(START, ByteBuffer.wrap(Files.readAllBytes(volume)));
    // What lies outside of the partition, such as the backup of a GPT.
    byte[] behind = new byte[1 << 20];
    new Random(2).nextBytes(behind);
    disk.write(START + VOLUME, ByteBuffer.wrap(behind));
    Files.delete(volume);
    return disk;
  }

  private void copy(Path volume, byte[] content, String name) throws IOException {
    Path host = Files.write(directory.resolve("host"), content);
    Program.run("ntfscp", "-q", "-f", volume + "", host + "", "/" + name);
  }

  Path path() {
    return path;
  }

  public VirtualDisk raw() {
    return new VirtualDisk(path, DiskFormat.RAW);
  }

  /** The same disk in another format. */
  VirtualDisk as(DiskFormat format) {
    Path to = directory.resolve("same." + format);
    Program.run("qemu-img", "convert", "-f", "raw", "-O", format + "", path + "", to + "");
    return new VirtualDisk(to, format);
  }

  void partition(int type) throws IOException {
    ByteBuffer table = ByteBuffer.allocate(66).order(ByteOrder.LITTLE_ENDIAN);
    table.put(4, (byte) type).putInt(8, START / 512).putInt(12, VOLUME / 512);
    table.putShort(64, (short) 0xaa55);
    write(PARTITION, table);
  }

  /** The partition table again, with one more partition. */
  void secondPartition(int start, int size) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    entry.put(4, (byte) 7).putInt(8, start / 512).putInt(12, size / 512);
    write(PARTITION + 16, entry);
  }

  /** Writes to a position of the disk. */
  void write(long at, ByteBuffer bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes, at);
    }
  }

  ByteBuffer read(long at, int count) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
      file.read(bytes, at);
      return bytes.flip();
    }
  }

  byte[] bytes() throws IOException {
    return Files.readAllBytes(path);
  }

  /** Fills every free cluster with bytes that do not compress, as deleted files do. */
  public void fillFreeSpace(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] all = bytes();
    try (DiskImage disk = open()) {
      NtfsVolume volume = volume(disk);
      int size = volume.clusterSize();
      volume
          .bitmap()
          .forEachFree(
              (first, count) -> {
                byte[] noise = new byte[(int) count * size];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, all, (int) (START + first * size), noise.length);
              });
    }
    Files.write(path, all);
  }

  /** Where on the disk a file of the system has its clusters. */
  List<long[]> runs(long file) {
    List<long[]> found = new ArrayList<>();
    try (DiskImage disk = open()) {
      NtfsVolume volume = volume(disk);
      long size = volume.clusterSize();
      volume.forEachUsed(
          (number, first, count) -> {
            if (number == file) {
              found.add(new long[] {START + first * size, count * size});
            }
          });
    }
    return found;
  }

  private DiskImage open() {
    return DiskImages.open(path, DiskFormat.RAW);
  }

  private static NtfsVolume volume(DiskImage disk) {
    Partition partition = PartitionTable.read(disk).partitions().getFirst();
    return NtfsVolume.open(partition.on(disk));
  }
}
