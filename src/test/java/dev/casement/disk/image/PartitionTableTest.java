package dev.casement.disk.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.DiskFormat;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that sfdisk writes read as it was told to write them. */
class PartitionTableTest {
  private static final long MIB = 1 << 20;
  private static final String BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7";
  private static final String ESP_ID = "6A5E0000-0000-4000-8000-000000000001";
  private static final String BASIC_DATA_ID = "6A5E0000-0000-4000-8000-000000000002";
  private static final String ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";

  @TempDir private Path directory;
  private Path disk = Path.of("");

  @BeforeEach
  void createDisk() throws IOException {
    disk = directory.resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(64 * MIB);
    }
  }

  @Test
  void readsPrimaryAndLogicalPartitions() throws IOException {
    divide(
        """
        label: dos
        label-id: 0x1234abcd
        start=2048, size=8192, type=7, bootable
        start=12288, size=65536, type=f
        start=14336, size=4096, type=7
        start=20480, size=8192, type=c
        """);
    PartitionTable table = read();
    assertThat(table.scheme()).isEqualTo(PartitionTable.Scheme.MBR);
    assertThat(table.id()).isEqualTo("1234ABCD");
    assertThat(table.partitions())
        .containsExactly(
            new Partition(1, MIB, 4 * MIB, "07", "", "", true),
            new Partition(2, 6 * MIB, 32 * MIB, "0F", "", "", false),
            new Partition(5, 7 * MIB, 2 * MIB, "07", "", "", false),
            new Partition(6, 10 * MIB, 4 * MIB, "0C", "", "", false));
  }

  @Test
  void readsAGpt() throws IOException {
    divideGpt();
    PartitionTable table = read();
    assertThat(table.scheme()).isEqualTo(PartitionTable.Scheme.GPT);
    assertThat(table.id()).isEqualTo("01234567-89AB-CDEF-0123-456789ABCDEF");
    assertThat(table.partitions()).isEqualTo(gpt());
  }

  @Test
  void takesTheSoundCopyOfAGptAndSaysSo() throws IOException {
    divideGpt();
    for (long damage : List.of(512L + 40, 1024L + 5, 64 * MIB - 512 + 40)) {
      byte[] before = Files.readAllBytes(disk);
      flip(damage);
      assertThat(read().scheme()).isEqualTo(PartitionTable.Scheme.GPT_HALF_DAMAGED);
      assertThat(read().partitions()).isEqualTo(gpt());
      Files.write(disk, before);
    }
  }

  @Test
  void saysThatAGptIsDamagedWhereBothCopiesAre() throws IOException {
    divideGpt();
    flip(512 + 40);
    flip(64 * MIB - 512 + 40);
    assertThatThrownBy(this::read)
        .isInstanceOf(DiskException.class)
        .hasMessageContaining("checksum of the GPT header");
  }

  @Test
  void seesNoTableInAFileSystemsBootSector() {
    Program.run("mkntfs", "-q", "-F", "-f", disk.toString());
    assertThat(read().scheme()).isEqualTo(PartitionTable.Scheme.NONE);
    Program.run("mkfs.vfat", disk.toString());
    assertThat(read().scheme()).isEqualTo(PartitionTable.Scheme.NONE);
  }

  @Test
  void givesUpOnLogicalPartitionsThatLeadBack() throws IOException {
    divide("label: dos\nstart=2048, size=65536, type=5\nstart=4096, size=4096, type=7\n");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(MIB + 446 + 16 + 4);
      file.write(new byte[] {5, 0, 0, 0, 0, 0, 0, 0});
    }
    assertThatThrownBy(this::read)
        .isInstanceOf(DiskException.class)
        .hasMessageContaining("have no end");
  }

  @Test
  void saysThatAPartitionEndsBehindTheDisk() throws IOException {
    divideGpt();
    PartitionTable table = read();
    try (DiskImage image = DiskImages.open(disk, DiskFormat.RAW)) {
      Slice half = new Slice("half", image, 0, 8 * MIB);
      assertThat(table.partitions().getFirst().on(half).size()).isEqualTo(4 * MIB);
      assertThatThrownBy(() -> table.partitions().getLast().on(half))
          .isInstanceOf(DiskException.class)
          .hasMessageContaining("partition 3");
    }
  }

  private static List<Partition> gpt() {
    return List.of(
        new Partition(1, MIB, 4 * MIB, ESP, ESP_ID, "EFI system partition", false),
        new Partition(
            3, 8 * MIB, 32 * MIB, BASIC_DATA, BASIC_DATA_ID, "Basic data partition", false));
  }

  private void divideGpt() throws IOException {
    divide(
        """
        label: gpt
        label-id: 01234567-89AB-CDEF-0123-456789ABCDEF
        1: start=2048, size=8192, type=%s, uuid=%s, name="EFI system partition"
        3: start=16384, size=65536, type=%s, uuid=%s, name="Basic data partition"
        """
            .formatted(ESP, ESP_ID, BASIC_DATA, BASIC_DATA_ID));
  }

  private void divide(String script) throws IOException {
    Path file = Files.writeString(directory.resolve("script"), script);
    Program.run("sh", "-c", "exec sfdisk --quiet " + disk + " < " + file);
  }

  private PartitionTable read() {
    try (DiskImage image = DiskImages.open(disk, DiskFormat.RAW)) {
      return PartitionTable.read(image);
    }
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(at);
      int value = file.read();
      file.seek(at);
      file.write(value ^ 0x10);
    }
  }
}
