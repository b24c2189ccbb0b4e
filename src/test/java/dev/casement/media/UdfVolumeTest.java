package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.MediumFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdfVolumeTest {
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private Path image(int revision) {
    Path iso = directory.resolve("udf-" + Integer.toHexString(revision) + ".iso");
    UdfImage.Form plain = revision >= 0x250 ? UdfImage.Form.LONG : UdfImage.Form.SHORT;
    new UdfImage(revision)
        .file("sources/install.wim", content(1), plain, 1)
        .file("sources/pieces.bin", content(2), plain, 23)
        .file("sources/embedded.txt", small(3), UdfImage.Form.EMBEDDED, 0)
        .file("long descriptors.bin", content(4), UdfImage.Form.LONG, 7)
        .file("empty.txt", new byte[0], plain, 1)
        .file("日本語.txt", small(6), plain, 1)
        .write(iso, "CCCOMA_X64FRE_日本");
    return iso;
  }

  private static Map<String, String> contents() {
    Map<String, byte[]> files =
        Map.of(
            "sources/install.wim", content(1),
            "sources/pieces.bin", content(2),
            "sources/embedded.txt", small(3),
            "long descriptors.bin", content(4),
            "empty.txt", new byte[0],
            "日本語.txt", small(6));
    Map<String, String> digests = new TreeMap<>();
    files.forEach(
        (path, bytes) -> digests.put(path, MediumContent.digest(new ByteArrayInputStream(bytes))));
    return digests;
  }

  private static byte[] content(int seed) {
    return MediaFiles.random(100_123, seed);
  }

  private static byte[] small(int seed) {
    return MediaFiles.random(777, seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x102, 0x150, 0x200, 0x201, 0x250, 0x260})
  void readsEveryFileOfEveryRevision(int revision) {
    try (OpticalMedium medium = OpticalMedium.open(image(revision))) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.UDF);
      assertThat(medium.label()).isEqualTo("CCCOMA_X64FRE_日本");
      assertThat(MediumContent.of(medium)).isEqualTo(contents());
    }
  }

  /** 7z 26 reads neither metadata partitions nor descriptors that go on in another block. */
  @ParameterizedTest
  @ValueSource(ints = {0x102, 0x150, 0x200, 0x201})
  void agreesWithSevenZip(int revision) throws IOException {
    Path iso = directory.resolve("simple.iso");
    new UdfImage(revision)
        .file("sources/install.wim", content(1), UdfImage.Form.SHORT, 1)
        .file("sources/pieces.bin", content(2), UdfImage.Form.SHORT, 4)
        .file("sources/embedded.txt", small(3), UdfImage.Form.EMBEDDED, 0)
        .file("long descriptors.bin", content(4), UdfImage.Form.LONG, 3)
        .file("日本語.txt", small(6), UdfImage.Form.LONG, 1)
        .write(iso, "SIMPLE");
    Path out = directory.resolve("out");
    Program.run("7z", "x", "-y", "-tudf", "-o" + out, iso.toString());
    assertThat(MediumContent.ofDirectory(out)).hasSize(5).isEqualTo(MediumContent.of(iso));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x102, 0x201, 0x250, 0x260})
  void agreesWithUdfinfo(int revision) {
    String info = Program.run("udfinfo", "--utf8", image(revision).toString());
    assertThat(info).contains("label=CCCOMA_X64FRE_日本").doesNotContain("Error");
  }

  @Test
  void readsExtendedDescriptors() {
    Path iso = directory.resolve("extended.iso");
    new UdfImage(0x102)
        .file("extended.bin", content(9), UdfImage.Form.EXTENDED, 6)
        .write(iso, "EXTENDED");
    assertThat(MediumContent.of(iso))
        .containsOnly(
            Map.entry("extended.bin", MediumContent.digest(new ByteArrayInputStream(content(9)))));
  }

  @ParameterizedTest
  @CsvSource({
    "1.02,2048",
    "1.50,2048",
    "2.00,2048",
    "2.01,2048",
    "1.02,512",
    "2.01,512",
    "2.01,4096"
  })
  void opensWhatMkudffsMakes(String revision, int blockSize) throws IOException {
    Path image = directory.resolve("mkudffs.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    Program.run(
        "mkudffs",
        "--utf8",
        "--label=Übung",
        "--blocksize=" + blockSize,
        "--media-type=hd",
        "--udfrev=" + revision,
        image.toString());
    try (OpticalMedium medium = OpticalMedium.open(image)) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.UDF);
      assertThat(medium.label()).isEqualTo("Übung");
      assertThat(medium.list("").stream().map(MediumEntry::name)).isSubsetOf("lost+found");
    }
  }

  @Test
  void refusesAVirtualPartitionInWords() throws IOException {
    Path image = directory.resolve("vat.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    Program.run("mkudffs", "--media-type=cdr", "--udfrev=1.50", image.toString());
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> OpticalMedium.open(image))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAFileBeyondFourGibibytes(boolean hole) {
    Path iso = directory.resolve("large.iso");
    byte[] end = MediaFiles.random(3 * 2048, 5);
    long size = 5 * GIB + 6 * 2048;
    new UdfImage(0x250).sparseFile("sources/install.wim", size, end, hole).write(iso, "LARGE");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      MediumFile file = medium.file("sources/install.wim").orElseThrow();
      assertThat(file.size()).isEqualTo(size);
      ByteBuffer last = ByteBuffer.allocate(end.length);
      assertThat(file.read(size - end.length, last)).isEqualTo(end.length);
      assertThat(last.array()).isEqualTo(end);
      ByteBuffer across = ByteBuffer.allocate(10_000);
      assertThat(file.read((1L << 30) - 2048 - 5_000, across)).isEqualTo(10_000);
      assertThat(across.array()).containsOnly(0);
    }
  }

  @Test
  void takesTheMirrorWhereTheMetadataFileIsDamaged() throws IOException {
    Path iso = image(0x250);
    overwrite(iso, 272, new byte[2048]);
    assertThat(MediumContent.of(iso)).isEqualTo(contents());
  }

  @Test
  void takesTheReserveSequenceWhereTheMainOneIsDamaged() throws IOException {
    Path iso = image(0x102);
    overwrite(iso, 34, MediaFiles.random(2048, 8));
    assertThat(MediumContent.of(iso)).isEqualTo(contents());
  }

  @Test
  void takesTheAnchorAtTheEndWhereTheFirstIsDamaged() throws IOException {
    Path iso = image(0x102);
    overwrite(iso, 256, new byte[2048]);
    assertThat(MediumContent.of(iso)).isEqualTo(contents());
  }

  @Test
  void saysWhereThereIsNoAnchor() throws IOException {
    Path iso = image(0x102);
    overwrite(iso, 256, new byte[2048]);
    overwrite(iso, (int) (Files.size(iso) / 2048 - 1), new byte[2048]);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> OpticalMedium.open(iso))
        .withMessageContaining("at offset 524288")
        .withMessageContaining("no anchor");
  }

  @Test
  void saysWhereAFileEntryIsDamaged() throws IOException {
    Path iso = directory.resolve("one.iso");
    new UdfImage(0x102).file("a.txt", small(1), UdfImage.Form.SHORT, 1).write(iso, "ONE");
    long entry = (272 + 2) * 2048L;
    overwrite(iso, 274, MediaFiles.random(2048, 3));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> MediumContent.of(iso))
        .withMessageContaining("damaged at offset " + entry);
  }

  @Test
  void followsALoopOnlyAsFarAsItIsAskedTo() {
    Path iso = directory.resolve("loop.iso");
    new UdfImage(0x201)
        .file("a.txt", small(1), UdfImage.Form.SHORT, 1)
        .loop("again")
        .write(iso, "LOOP");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.file("again/again/again/a.txt")).isPresent();
    }
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> InstallMedia.inspect(iso));
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> DriverMedia.inspect(iso));
  }

  @Test
  void givesUpOnDirectoriesThatLeadBackToThemselves() {
    Path iso = directory.resolve("loops.iso");
    UdfImage image = new UdfImage(0x201).file("a.txt", small(1), UdfImage.Form.SHORT, 1);
    for (int i = 0; i < 300; i++) {
      image.loop("amd64-" + i);
    }
    image.write(iso, "LOOPS");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> DriverMedia.inspect(iso))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("three directories deep");
  }

  private static void overwrite(Path file, int sector, byte[] bytes) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(sector * 2048L);
      access.write(bytes);
    }
  }
}
