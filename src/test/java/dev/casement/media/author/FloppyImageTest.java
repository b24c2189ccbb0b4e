package dev.casement.media.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.media.MediaFiles;
import dev.casement.media.Program;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class FloppyImageTest {
  /** 1.44 MB less boot sector, two FATs and the root directory. */
  private static final int CAPACITY = 2847 * 512;

  @TempDir Path directory;

  private Path write(List<MediaFile> files) {
    Path floppy = directory.resolve("setup.img");
    FloppyImage.write(floppy, "CASEMENT", files);
    return floppy;
  }

  @Test
  void isOneFloppyLongAndKeepsNoTemporaryFile() throws IOException {
    assertThat(write(MediaFiles.varied())).hasSize(1_474_560);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("setup.img"));
    }
  }

  @Test
  void passesTheFileSystemCheck() {
    String floppy = write(MediaFiles.varied()).toString();
    assertThat(Program.run("fsck.fat", "-n", "-v", floppy))
        .contains(
            "512 bytes per logical sector",
            "12 bit entries",
            "224 root directory",
            "/2847 clusters");
  }

  @Test
  void givesMtoolsTheSameBytesUnderTheSameNames() throws IOException {
    List<MediaFile> files = MediaFiles.varied();
    Path out = Files.createDirectory(directory.resolve("out"));
    Program.run("mcopy", "-s", "-n", "-i", write(files).toString(), "::", out.toString());
    MediaFiles.assertExtracted(out, files);
  }

  @Test
  void givesSevenZipTheSameBytesUnderTheSameNames() throws IOException {
    List<MediaFile> files = MediaFiles.varied();
    Path out = directory.resolve("out");
    Program.run("7z", "x", "-tFAT", "-y", "-o" + out, write(files).toString());
    MediaFiles.assertExtracted(out, files);
  }

  /** It ends well on wrong sums of long names; but then it says more than what it is and counts. */
  @Test
  void givesTheFileSystemCheckNothingToSay() {
    assertThat(Program.run("fsck.fat", "-n", write(MediaFiles.varied()).toString()).lines())
        .hasSize(2)
        .last()
        .asString()
        .endsWith("217/2847 clusters");
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(write(List.of()))))
        .isEqualTo("rw-------");
  }

  @Test
  void carriesTheLabel() {
    assertThat(Program.run("mlabel", "-s", "-i", write(MediaFiles.varied()).toString(), "::"))
        .contains("CASEMENT");
  }

  @Test
  void givesEachFileItsOwnShortName() {
    String floppy = write(MediaFiles.varied()).toString();
    assertThat(Program.run("mdir", "-i", floppy, "::casement/steps"))
        .containsPattern("GENERA~1 PS1.*")
        .containsPattern("GENERA~2 PS1.*generalize-again.ps1")
        .containsPattern("GENERA~3 PS1.*generalize.ps1");
  }

  @Test
  void givesTheSameBytesInWhateverOrderTheFilesCome() throws IOException {
    byte[] first = Files.readAllBytes(write(MediaFiles.varied()));
    List<MediaFile> shuffled = new ArrayList<>(MediaFiles.varied());
    Collections.shuffle(shuffled, new Random(4));
    assertThat(write(shuffled)).hasBinaryContent(first);
  }

  @Test
  void holdsExactlyItsCapacity() throws IOException {
    List<MediaFile> full = List.of(MediaFile.of("full.bin", MediaFiles.random(CAPACITY, 5)));
    assertThat(FloppyImage.fits(full)).isTrue();
    String floppy = write(full).toString();
    Program.run("fsck.fat", "-n", floppy);
    Path out = Files.createDirectory(directory.resolve("out"));
    Program.run("mcopy", "-s", "-n", "-i", floppy, "::", out.toString());
    MediaFiles.assertExtracted(out, full);
  }

  @Test
  void listsTheFilesBySizeWhenTheyDoNotFit() {
    List<MediaFile> files =
        List.of(
            MediaFile.of("small.txt", new byte[1]),
            MediaFile.of("CloudbaseInitSetup.msi", new byte[CAPACITY]),
            MediaFile.of("casement/wallpaper.jpg", new byte[9_000]));
    assertThat(FloppyImage.fits(files)).isFalse();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> write(files))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE))
        .satisfies(e -> assertThat(e.remedy()).contains("CD"))
        .withMessageMatching(
            "(?s).*1457664.*1457664 +CloudbaseInitSetup.msi\\R.*9000  casement/wallpaper.jpg\\R"
                + ".*1  small.txt");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesMoreRootEntriesThanThereAre() {
    List<MediaFile> files =
        IntStream.range(0, 224)
            .mapToObj(i -> MediaFile.of("FILE" + i + ".TXT", new byte[0]))
            .toList();
    assertThat(FloppyImage.fits(files)).isFalse();
    assertThat(FloppyImage.fits(files.subList(0, 223))).isTrue();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> write(files))
        .withMessageContaining("225");
    Program.run("fsck.fat", "-n", write(files.subList(0, 223)).toString());
  }

  @Test
  void keepsSubdirectoriesOfManyFilesWhole() throws IOException {
    List<MediaFile> files =
        IntStream.range(0, 500)
            .mapToObj(i -> MediaFile.ofText("casement/user/script number " + i + ".ps1", "#" + i))
            .toList();
    String floppy = write(files).toString();
    Program.run("fsck.fat", "-n", floppy);
    Path out = Files.createDirectory(directory.resolve("out"));
    Program.run("mcopy", "-s", "-n", "-i", floppy, "::", out.toString());
    MediaFiles.assertExtracted(out, files);
  }

  @Test
  void refusesNamesThatAreTheSameToWindows() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> write(List.of(MediaFile.ofText("a/B.txt", ""), MediaFile.ofText("A/b.TXT", ""))))
        .withMessageContaining("a/B.txt")
        .withMessageContaining("A/b.TXT");
  }

  @Test
  void refusesNamesThatWindowsDoesNotTake() {
    for (String name : List.of("a:b", "what?", "nul.txt", "dot.", "tab\t", "back\\slash")) {
      assertThatExceptionOfType(BuildException.class)
          .as(name)
          .isThrownBy(() -> write(List.of(MediaFile.ofText("casement/" + name, ""))))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE));
    }
  }

  @Test
  void refusesALabelThatAFloppyCannotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FloppyImage.write(directory.resolve("f"), "CASEMENT_PAYLOAD", List.of()));
  }

  @Test
  void keepsTheOlderImageWhenAFileTurnsOutShorter() throws IOException {
    byte[] before = Files.readAllBytes(write(MediaFiles.varied()));
    MediaFile shrunk = new MediaFile("shrunk.bin", 10, () -> new ByteArrayInputStream(new byte[9]));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> write(List.of(shrunk)))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST))
        .withMessageContaining("shrunk.bin");
    assertThat(directory.resolve("setup.img")).hasBinaryContent(before);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> FloppyImage.write(file.resolve("setup.img"), "CASEMENT", List.of()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST))
        .withMessageContaining("setup.img");
  }
}
