package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverMediaTest {
  private static final String INF =
      """
      ; a made-up driver\r
      [Version]\r
      Signature="$WINDOWS NT$"\r
      DriverVer = 02/12/2024,100.95.104.26200 ; stamped\r
      \r
      [Strings]\r
      DriverVer = not here\r
      """;

  @TempDir Path directory;
  private Fixture fixture;
  private Path iso;

  @BeforeEach
  void fixture() {
    iso = directory.resolve("virtio-win.iso");
    fixture =
        new Fixture(directory.resolve("tree"))
            .text("viostor/2k22/amd64/viostor.inf", INF)
            .text("viostor/2k22/amd64/viostor.sys", "sys")
            .text("viostor/w10/x86/viostor.inf", INF)
            .text("NetKVM/2K22/AMD64/netkvm.inf", INF, StandardCharsets.UTF_16)
            .file("vioscsi/2k22/amd64/vioscsi.INF", utf16LittleEndianWithMark())
            .text("qemupciserial/2k22/amd64/qemupciserial.inf", "[Version]\nClass=Ports\n")
            .text("Balloon/2k22/ARM64/balloon.inf", INF)
            .text("viostor/2k22/readme.txt", "no architecture")
            .text("amd64/2k22/viostor.inf", "the flat copy for Setup")
            .text("data/info.json", "{}")
            .file("guest-agent/qemu-ga-x86_64.msi", MSI)
            .text("empty/2k22/amd64/readme.txt", "no inf");
  }

  private static byte[] utf16LittleEndianWithMark() {
    return ("\ufeff" + INF).getBytes(StandardCharsets.UTF_16LE);
  }

  @Test
  void aGuestAgentThatIsAnotherFileIsNamed() {
    fixture.text("guest-agent/qemu-ga-x86_64.msi", "<html>Sign in</html>");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::inspect)
        .withMessageContaining("is not a Windows Installer package (.msi): it is a web page");
  }

  private static final byte[] MSI =
      "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1".getBytes(StandardCharsets.ISO_8859_1);

  private DriverMedia inspect() {
    fixture.iso(iso, "genisoimage", "-quiet", "-iso-level", "4", "-V", "virtio-win-0.1.271");
    return DriverMedia.inspect(iso);
  }

  @Test
  void listsThePackagesOfARelease() {
    DriverMedia media = inspect();
    assertThat(media.label()).isEqualTo("virtio-win-0.1.271");
    assertThat(media.guestAgent()).contains("guest-agent/qemu-ga-x86_64.msi");
    assertThat(media.forRelease(Release.SERVER_2022, Architecture.AMD64))
        .containsExactlyInAnyOrder(
            new DriverPackage(
                "viostor",
                "2k22",
                Architecture.AMD64,
                "viostor/2k22/amd64",
                Optional.of("100.95.104.26200"),
                List.of("viostor.inf")),
            new DriverPackage(
                "NetKVM",
                "2K22",
                Architecture.AMD64,
                "NetKVM/2K22/AMD64",
                Optional.of("100.95.104.26200"),
                List.of("netkvm.inf")),
            new DriverPackage(
                "vioscsi",
                "2k22",
                Architecture.AMD64,
                "vioscsi/2k22/amd64",
                Optional.of("100.95.104.26200"),
                List.of("vioscsi.INF")),
            new DriverPackage(
                "qemupciserial",
                "2k22",
                Architecture.AMD64,
                "qemupciserial/2k22/amd64",
                Optional.empty(),
                List.of("qemupciserial.inf")));
    assertThat(media.forRelease(Release.SERVER_2022, Architecture.ARM64)).hasSize(1);
    assertThat(media.packages()).hasSize(6);
  }

  @Test
  void neverFallsBackToAnotherReleasesDrivers() {
    DriverMedia media = inspect();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> media.forRelease(Release.SERVER_2025, Architecture.AMD64))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("Windows Server 2025 in a folder 2k25/amd64")
        .withMessageContaining("2K22/amd64, 2k22/arm64, w10/x86");
  }

  @Test
  void takesAnInfThatMeansToKeepItBusyForOneWithoutVersion() {
    fixture =
        new Fixture(directory.resolve("spaces"))
            .text(
                "viostor/2k22/amd64/viostor.inf",
                "[Version]\nDriverVer =" + " ".repeat(60_000) + "\"" + " ".repeat(4_000));
    assertThat(inspect().packages().getFirst().version()).isEmpty();
  }

  @Test
  void saysThatTheLayoutIsTheOldOne() {
    fixture = new Fixture(directory.resolve("old")).text("WIN7/AMD64/viostor.inf", INF);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::inspect)
        .withMessageContaining("WIN7/AMD64, the layout of virtio-win before 0.1.8x");
  }

  @Test
  void saysThatAMediumHasNoDrivers() {
    fixture = Fixture.installFiles(directory.resolve("windows"));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::inspect)
        .withMessageContaining("no drivers in folders <driver>/<os>/<arch>");
  }
}
