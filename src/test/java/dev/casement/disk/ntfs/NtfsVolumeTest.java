package dev.casement.disk.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Disks;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that ntfs-3g's programs make read as those and The Sleuth Kit read them. */
class NtfsVolumeTest {
  @TempDir private Path directory;
  private Path raw = Path.of("");

  @BeforeEach
  void makeVolume() throws IOException {
    raw = directory.resolve("volume.raw");
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
    Program.run("mkntfs", "-q", "-F", "-f", "-L", "System", "-c", "1024", raw + "");
  }

  @Test
  void readsFilesInPiecesAndStreams() throws IOException {
    byte[] small = "twelve bytes".getBytes(StandardCharsets.UTF_8);
    byte[] large = new byte[700_001];
    new Random(5).nextBytes(large);
    copy(small, "Small.txt");
    copy(large, "Large.bin");
    Path host = Files.write(directory.resolve("stream"), large);
    Program.run("ntfscp", "-q", "-f", "-N", "second", raw + "", host + "", "/Small.txt");
    try (DiskImage disk = open()) {
      NtfsVolume volume = NtfsVolume.open(disk);
      assertThat(volume.label()).isEqualTo("System");
      assertThat(volume.clusterSize()).isEqualTo(1024);
      assertThat(Disks.read(volume.find("SMALL.TXT").orElseThrow().open())).isEqualTo(small);
      assertThat(Disks.read(volume.find("/large.BIN").orElseThrow().open())).isEqualTo(large);
      NtfsFile file = volume.find("small.txt").orElseThrow();
      assertThat(Disks.read(file.open("second"))).isEqualTo(large);
      assertThat(file.streams())
          .containsExactlyInAnyOrder(new NtfsStream("", 12), new NtfsStream("second", 700_001));
      assertThat(file.links())
          .containsExactly(new HardLink(volume.root().reference(), "Small.txt"));
      assertThat(volume.find("nothing")).isEmpty();
      assertThat(volume.find("small.txt/nothing")).isEmpty();
      assertThat(volume.file(file.reference()).streams()).hasSize(2);
    }
  }

  @Test
  void listsADirectoryOfManyBlocksAsFlsDoes() throws IOException {
    for (int i = 0; i < 120; i++) {
      copy(new byte[i], "a name that is long enough to fill the blocks " + (i * 7919 % 1000));
    }
    List<String> fls =
        Program.run("fls", "-f", "ntfs", "-u", raw + "")
            .lines()
            .map(line -> line.substring(line.indexOf('\t') + 1))
            .filter(name -> name.startsWith("a name"))
            .toList();
    try (DiskImage disk = open()) {
      NtfsVolume volume = NtfsVolume.open(disk);
      List<String> names = new ArrayList<>();
      volume.root().list(entry -> names.add(entry.name()));
      assertThat(names).filteredOn(name -> name.startsWith("a name")).hasSize(120);
      assertThat(names).containsAll(fls).contains("$MFT", "$Extend", ".");
      for (String name : fls) {
        assertThat(volume.find(name.toUpperCase(java.util.Locale.ROOT))).isPresent();
      }
      assertThat(volume.find("$extend/$quota")).isPresent();
    }
  }

  @Test
  void countsFreeClustersAsNtfsinfoDoes() throws IOException {
    copy(new byte[300_000], "file");
    String info = Program.run("ntfsinfo", "-m", raw + "");
    try (DiskImage disk = open()) {
      NtfsVolume volume = NtfsVolume.open(disk);
      assertThat(info).contains("Free Clusters: " + volume.bitmap().free() + " (");
      assertThat(info).contains("Volume Size in Clusters: " + volume.clusters());
    }
  }

  @Test
  void tellsADirtyVolume() throws IOException {
    assertThat(isDirty()).isFalse();
    Program.run("ntfsfix", raw + "");
    assertThat(isDirty()).isTrue();
    Program.run("ntfsfix", "-d", raw + "");
    assertThat(isDirty()).isFalse();
  }

  @Test
  void tellsAHibernatedWindows() throws IOException {
    byte[] content = new byte[4096];
    byte[] empty = Files.readAllBytes(raw);
    for (Hibernation mark : Hibernation.values()) {
      String written =
          switch (mark) {
            case NONE -> "\0\0\0\0";
            case ASLEEP -> "HIBR";
            case WOKEN -> "wake";
            case UNKNOWN -> "else";
          };
      Files.write(raw, empty);
      System.arraycopy(written.getBytes(StandardCharsets.US_ASCII), 0, content, 0, 4);
      copy(content, "hiberfil.sys");
      try (DiskImage disk = open()) {
        assertThat(Hibernation.of(NtfsVolume.open(disk))).isEqualTo(mark);
      }
    }
  }

  @Test
  void readsAReparsePoint() throws IOException {
    copy(new byte[0], "link");
    byte[] target = "\\??\\C:\\UsersC:\\Users".getBytes(StandardCharsets.UTF_16LE);
    java.nio.ByteBuffer value =
        java.nio.ByteBuffer.allocate(20 + target.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    value.putInt(0xa000000c).putShort((short) (12 + target.length)).putShort((short) 0);
    value.putShort((short) 0).putShort((short) 24).putShort((short) 24).putShort((short) 16);
    value.putInt(0).put(target);
    Path host = Files.write(directory.resolve("reparse"), value.array());
    Program.run("ntfscp", "-q", "-f", "-a", "192", raw + "", host + "", "/link");
    try (DiskImage disk = open()) {
      assertThat(NtfsVolume.open(disk).find("link").orElseThrow().reparsePoint())
          .contains(new ReparsePoint.SymbolicLink("\\??\\C:\\Users", false));
    }
  }

  @Test
  void refusesWhatIsNoVolume() throws IOException {
    Files.write(raw, new byte[10_000]);
    try (DiskImage disk = open()) {
      assertThatThrownBy(() -> NtfsVolume.open(disk))
          .isInstanceOf(DiskException.class)
          .hasMessageContaining("not an NTFS volume");
    }
  }

  private boolean isDirty() {
    try (DiskImage disk = open()) {
      return NtfsVolume.open(disk).isDirty();
    }
  }

  private DiskImage open() {
    return DiskImages.open(raw, DiskFormat.RAW);
  }

  private void copy(byte[] content, String name) throws IOException {
    Path host = Files.write(directory.resolve("host"), content);
    Program.run("ntfscp", "-q", "-f", raw + "", host + "", "/" + name);
  }
}
