package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.author.BootMode;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallMediaTest {
  @TempDir Path directory;
  private Fixture fixture;
  private Path iso;
  private Path wim;

  @BeforeEach
  void fixture() throws IOException {
    fixture = Fixture.installFiles(directory.resolve("tree"));
    iso = directory.resolve("windows.iso");
    wim = Wims.write(directory.resolve("install.wim"));
    Files.copy(wim, fixture.root().resolve("sources/install.wim"));
  }

  private Path udf() {
    return fixture.iso(
        iso,
        "genisoimage",
        "-quiet",
        "-udf",
        "-b",
        "boot/BCD",
        "-no-emul-boot",
        "-V",
        "SSS_X64FREE_EN-US_DV9");
  }

  @Test
  void tellsWhatIsOnTheMedium() {
    InstallMedia media = InstallMedia.inspect(udf());
    assertThat(media.label()).isEqualTo("SSS_X64FREE_EN-US_DV9");
    assertThat(media.bootModes()).containsExactly(BootMode.BIOS);
    assertThat(media.noPromptBoot()).isEmpty();
    assertThat(media.standIn()).isFalse();
    assertThat(media.wimPath()).isEqualTo("sources/install.wim");
    assertThat(media.wim()).isEqualTo(WimFile.read(wim));
    assertThat(media.images()).isEqualTo(WimFile.read(wim).images()).hasSize(2);
  }

  @Test
  void takesAnEsdWhereThereIsNoWim() throws IOException {
    Path esd = Wims.write(directory.resolve("install.esd"), "--solid");
    Files.delete(fixture.root().resolve("sources/install.wim"));
    Files.copy(esd, fixture.root().resolve("sources/install.esd"));
    InstallMedia media = InstallMedia.inspect(udf());
    assertThat(media.wimPath()).isEqualTo("sources/install.esd");
    assertThat(media.wim().solid()).isTrue();
    assertThat(media.images()).hasSize(2);
  }

  @Test
  void saysThatThereIsNothingToInstall() throws IOException {
    Files.delete(fixture.root().resolve("sources/install.wim"));
    assertMediaFailure(udf(), "windows.iso (UDF) has no sources/install.wim");
  }

  @Test
  void saysThatAMediumIsForTwoArchitectures() throws IOException {
    Files.delete(fixture.root().resolve("sources/install.wim"));
    fixture.text("x64/sources/install.esd", "x").text("x86/sources/install.esd", "x");
    assertMediaFailure(udf(), "two architectures");
  }

  @Test
  void saysWhereATruncatedMediumEnds() throws IOException {
    udf();
    long size = Files.size(iso);
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.setLength(size - 600_000);
    }
    assertMediaFailure(iso, "is cut short", "but there are only " + (size - 600_000) + " bytes");
  }

  @Test
  void recognisesAWebPageSavedAsIso() throws IOException {
    Files.writeString(iso, "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>");
    assertMediaFailure(iso, "not an ISO image", "it is a web page");
    Files.writeString(iso, "<!doctype html>" + "<p>padding</p>".repeat(10_000));
    assertMediaFailure(iso, "it is a web page");
  }

  @Test
  void recognisesOtherFilesThatAreNoIso() throws IOException {
    Files.write(iso, new byte[0]);
    assertMediaFailure(iso, "it is empty");
    Files.write(iso, new byte[1000]);
    assertMediaFailure(iso, "ends at offset 1000");
    Files.write(iso, new byte[100_000]);
    assertMediaFailure(iso, "at offset 32768 there is no descriptor");
    Files.copy(wim, iso, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertMediaFailure(iso, "it is a WIM file");
    Files.write(iso, "PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1));
    assertMediaFailure(iso, "it is a ZIP archive");
    Files.delete(iso);
    assertMediaFailure(iso, "does not exist");
    assertMediaFailure(directory, "is a directory");
  }

  private static void assertMediaFailure(Path path, String... parts) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> InstallMedia.inspect(path))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .satisfies(e -> assertThat(e.remedy()).isNotBlank())
        .satisfies(e -> assertThat(e.what()).contains(parts));
  }
}
