package dev.casement.disk.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Disks;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes that mkfs.fat and mtools make. */
class FatVolumeTest {
  private static final String LONG = "a name that is longer than the thirteen letters of one entry";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"12, 4", "16, 32", "32, 64"})
  void readsFilesAndDirectoriesOfEachKind(int bits, int megabytes) throws IOException {
    Path volume = volume(bits, megabytes);
    byte[] content = new byte[300_001];
    new Random(bits).nextBytes(content);
    Path file = Files.write(directory.resolve("content"), content);
    mtools(volume, "mmd", "::/EFI", "::/EFI/Microsoft", "::/EFI/Microsoft/Boot");
    mtools(volume, "mcopy", file.toString(), "::/EFI/Microsoft/Boot/bootmgfw.efi");
    mtools(volume, "mcopy", file.toString(), "::/" + LONG);
    mtools(volume, "mcopy", Files.createFile(directory.resolve("empty")) + "", "::/EMPTY.TXT");
    try (DiskImage disk = DiskImages.open(volume, DiskFormat.RAW)) {
      FatVolume fat = FatVolume.open(disk);
      FatEntry loader = fat.find("\\efi\\MICROSOFT\\boot/BootMgFw.EFI").orElseThrow();
      assertThat(loader.directory()).isFalse();
      assertThat(Disks.read(fat.open(loader))).isEqualTo(content);
      assertThat(Disks.read(fat.open(fat.find(LONG).orElseThrow()))).isEqualTo(content);
      assertThat(fat.open(fat.find("empty.txt").orElseThrow()).size()).isZero();
      assertThat(fat.list(fat.find("\\").orElseThrow()))
          .extracting(FatEntry::name)
          .containsExactlyInAnyOrder("EFI", LONG, "EMPTY.TXT");
      assertThat(fat.find("EFI/nothing")).isEmpty();
      assertThat(fat.find("EMPTY.TXT/nothing")).isEmpty();
    }
  }

  @Test
  void aChainThatRunsInACircleOrOutOfTheVolumeEnds() throws IOException {
    Path volume = volume(16, 32);
    mtools(volume, "mmd", "::/EFI");
    try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
      // The entry of cluster 2, which is the directory's: it follows itself, or nothing there is.
      int table = 512 * reserved(file);
      file.seek(table + 4);
      file.write(new byte[] {2, 0});
      assertThat(names(volume)).isEmpty();
      file.seek(table + 4);
      file.write(new byte[] {(byte) 0xf0, (byte) 0xef});
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> names(volume))
          .withMessageContaining("does not exist");
    }
  }

  @Test
  void aVolumeOfAnotherKindIsNotSupported() throws IOException {
    Path volume = Files.write(directory.resolve("ntfs"), new byte[2 << 20]);
    Program.run("mkntfs", "-q", "-F", "-f", volume.toString());
    try (DiskImage disk = DiskImages.open(volume, DiskFormat.RAW)) {
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> FatVolume.open(disk))
          .matches(e -> e.reason() == DiskException.Reason.UNSUPPORTED);
    }
  }

  /** Nothing but typed failures, whatever the boot sector and the table say. */
  @Test
  void damagedVolumesAreTypedFailures() throws IOException {
    byte[] sound = Files.readAllBytes(volume(16, 32));
    Random random = new Random(7);
    Path damaged = directory.resolve("damaged");
    for (int i = 0; i < 60; i++) {
      byte[] bytes = sound.clone();
      for (int j = 0; j < 6; j++) {
        bytes[random.nextInt(j < 3 ? 64 : 8192)] = (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      try {
        names(damaged);
      } catch (DiskException e) {
        assertThat(e.what()).isNotBlank();
      }
    }
  }

  private static java.util.List<String> names(Path volume) {
    try (DiskImage disk = DiskImages.open(volume, DiskFormat.RAW)) {
      FatVolume fat = FatVolume.open(disk);
      return fat.find("EFI").map(fat::list).orElse(java.util.List.of()).stream()
          .map(FatEntry::name)
          .filter(name -> !name.equals("EFI"))
          .toList();
    }
  }

  private static int reserved(RandomAccessFile file) throws IOException {
    file.seek(14);
    return file.read() | file.read() << 8;
  }

  private Path volume(int bits, int megabytes) throws IOException {
    Path volume = directory.resolve("fat" + bits);
    try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
      file.setLength((long) megabytes << 20);
    }
    Program.run(
        "mkfs.fat", "-F", Integer.toString(bits), "-s", bits == 32 ? "1" : "4", volume.toString());
    return volume;
  }

  private static void mtools(Path volume, String program, String... arguments) {
    java.util.List<String> argv =
        new java.util.ArrayList<>(java.util.List.of(program, "-i", volume.toString()));
    argv.addAll(java.util.List.of(arguments));
    Program.run(argv.toArray(String[]::new));
  }
}
