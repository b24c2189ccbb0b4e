package dev.casement.disk.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Disks;
import dev.casement.disk.image.PartitionTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that Windows wrote read as they are known to be. */
@Tag(Artefacts.TAG)
class WindowsVolumesTest {
  @TempDir private Path directory;

  @Test
  void readsAFileBehindAPartitionTable() {
    Path raw =
        Artefacts.unpack("ntfs/windows-mbr-ntfs.raw.xz", directory.resolve("windows-mbr.raw"));
    try (DiskImage disk = DiskImages.open(raw, DiskFormat.RAW)) {
      PartitionTable table = PartitionTable.read(disk);
      assertThat(table.scheme()).isEqualTo(PartitionTable.Scheme.MBR);
      assertThat(table.partitions()).singleElement().returns(128L * 512, p -> p.start());
      NtfsVolume volume = NtfsVolume.open(table.partitions().getFirst().on(disk));
      assertThat(volume.isDirty()).isFalse();
      assertThat(Hibernation.of(volume)).isEqualTo(Hibernation.NONE);
      byte[] notepad = Disks.read(volume.find("\\NOTEPAD.exe").orElseThrow().open());
      assertThat(Artefacts.digest("SHA-1", notepad))
          .isEqualTo("8007186ab2b71c482ea2c4bc4304b24bdc6834ec");
    }
  }

  @Test
  void readsASecondStream() {
    try (DiskImage disk = lznt1()) {
      NtfsFile file =
          NtfsVolume.open(disk)
              .find("folder a/FOLDER B/hello world text document.TXT")
              .orElseThrow();
      assertThat(file.streams()).contains(new NtfsStream("goodbye.txt", 20));
      assertThat(file.open("goodbye.txt").size()).isEqualTo(20);
    }
  }

  @Test
  void readsACompressedFileWhoseAttributesAreInSeveralRecords() {
    try (DiskImage disk = lznt1()) {
      byte[] ones = Disks.read(NtfsVolume.open(disk).find("ONES.bin").orElseThrow().open());
      assertThat(ones).hasSize(2_949_120);
      assertThat(Artefacts.digest("SHA-1", ones))
          .isEqualTo("f581eebdb9a49a622c305d4e44977bc91a4a1204");
    }
  }

  @Test
  void readsWhatCompactCompressedWithLzx() {
    byte[] stored = Artefacts.bytes("compression/wof-lzx.WofCompressedData");
    WofBytes file = new WofBytes(new ResidentBytes("the stream", stored), 921_600, 1);
    assertThat(Artefacts.digest("SHA-256", Disks.read(file))).startsWith("4f19efe1");
  }

  private DiskImage lznt1() {
    return DiskImages.open(
        Artefacts.unpack("ntfs/windows-10-lznt1.raw.xz", directory.resolve("lznt1.raw")),
        DiskFormat.RAW);
  }
}
