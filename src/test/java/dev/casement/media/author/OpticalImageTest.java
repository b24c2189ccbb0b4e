package dev.casement.media.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.media.MediaFiles;
import dev.casement.media.Program;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpticalImageTest {
  @TempDir Path directory;

  private Path write(List<MediaFile> files) {
    Path cd = directory.resolve("setup.iso");
    OpticalImage.write(cd, "CASEMENT_PAYLOAD", files);
    return cd;
  }

  @Test
  void givesXorrisoTheSameBytesUnderTheJolietNames() throws IOException {
    List<MediaFile> files = MediaFiles.varied();
    Path out = directory.resolve("out");
    String log =
        Program.run(
            "xorriso",
            "-charset",
            "UTF-8",
            "-osirrox",
            "on",
            "-indev",
            write(files).toString(),
            "-extract",
            "/",
            out.toString());
    assertThat(log).contains("CASEMENT_PAYLOAD").doesNotContain("WARNING", "SORRY", "FAILURE");
    MediaFiles.assertExtracted(out, files);
  }

  @Test
  void givesSevenZipTheSameBytesUnderTheJolietNames() throws IOException {
    List<MediaFile> files = MediaFiles.varied();
    Path out = directory.resolve("out");
    String cd = write(files).toString();
    assertThat(Program.run("7z", "t", cd)).contains("Everything is Ok");
    Program.run("7z", "x", "-y", "-o" + out, cd);
    MediaFiles.assertExtracted(out, files);
  }

  @Test
  void showsIsoinfoBothHierarchies() {
    String cd = write(MediaFiles.varied()).toString();
    assertThat(Program.run("isoinfo", "-d", "-i", cd))
        .contains("Volume id: CASEMENT_PAYLOAD", "Joliet with UCS level 3 found");
    assertThat(Program.run("isoinfo", "-J", "-j", "iso8859-1", "-f", "-i", cd))
        .contains("/casement/steps/generalize-again.ps1", "/casement/user/.hidden")
        .contains("/casement/user/" + "n".repeat(60) + ".txt");
    assertThat(Program.run("isoinfo", "-f", "-i", cd))
        .contains("/CASEMENT/STEPS/GENERALIZE_AGAIN.PS1;1", "/CASEMENT/EMPTY.TXT;1")
        .contains("/CASEMENT/USER/A_B_C_TAR.GZ;1");
    // The path tables are what it checks here: both must name every directory.
    assertThat(Program.run("isoinfo", "-p", "-i", cd)).contains("CASEMENT", "STEPS", "USER");
  }

  @Test
  void givesTheSameBytesInWhateverOrderTheFilesCome() throws IOException {
    byte[] first = Files.readAllBytes(write(MediaFiles.varied()));
    List<MediaFile> shuffled = new ArrayList<>(MediaFiles.varied());
    Collections.shuffle(shuffled, new Random(4));
    assertThat(write(shuffled)).hasBinaryContent(first);
  }

  @Test
  void keepsDirectoriesOfSeveralSectorsWhole() throws IOException {
    List<MediaFile> files =
        IntStream.range(0, 700)
            .mapToObj(
                i ->
                    MediaFile.ofText(
                        "casement/" + i % 90 + "/the same first thirty-one characters " + i,
                        "" + i))
            .toList();
    Path out = directory.resolve("out");
    Program.run("7z", "x", "-y", "-o" + out, write(files).toString());
    MediaFiles.assertExtracted(out, files);
    Path plain = directory.resolve("plain");
    Program.run(
        "xorriso",
        "-read_fs",
        "ecma119",
        "-osirrox",
        "on",
        "-indev",
        write(files).toString(),
        "-extract",
        "/",
        plain.toString());
    try (var names = Files.walk(plain)) {
      assertThat(names.filter(Files::isRegularFile)).hasSize(700);
    }
  }

  @Test
  void writesAnEmptyMedium() {
    assertThat(Program.run("isoinfo", "-d", "-i", write(List.of()).toString()))
        .contains("Volume id: CASEMENT_PAYLOAD");
  }

  @Test
  void refusesNamesThatACdDoesNotTake() {
    for (String name : List.of("a;b", "n".repeat(104), "\ud83d\ude00.txt", "1/2/3/4/5/6/7/8/x")) {
      assertThatExceptionOfType(BuildException.class)
          .as(name)
          .isThrownBy(() -> write(List.of(MediaFile.ofText(name, ""))))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE));
    }
  }

  @Test
  void refusesALabelThatACdCannotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpticalImage.write(directory.resolve("x"), "no spaces", List.of()));
  }
}
