package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class WimFileTest {
  @TempDir Path directory;

  @Test
  void readsWhatWimlibReads() {
    Path path = Wims.write(directory.resolve("install.wim"), "--compress=LZX");
    WimFile wim = WimFile.read(path);
    assertThat(wim.compression()).isEqualTo(WimFile.Compression.LZX);
    assertThat(wim.solid()).isFalse();
    assertThat(wim.isSplit()).isFalse();
    List<Map<String, String>> expected = Wims.images(path);
    assertThat(expected).hasSize(4);
    assertThat(wim.images()).hasSize(2);
    for (WindowsImage image : wim.images()) {
      assertSame(image, expected.get(image.index().value() - 1));
    }
    assertThat(wim.images().get(0).displayName())
        .isEqualTo("Windows Server 2022 Standard Evaluation");
    assertThat(wim.images().get(1).displayName())
        .isEqualTo("Windows 7 Édition <Professional> & more");
    assertThat(wim.images())
        .map(image -> Release.of(image).orElseThrow())
        .containsExactly(Release.SERVER_2022, Release.WINDOWS_7);
  }

  private static void assertSame(WindowsImage image, Map<String, String> wimlib) {
    assertThat(image.name()).isEqualTo(wimlib.get("Name"));
    assertThat(image.edition().value()).isEqualTo(wimlib.get("Edition ID"));
    assertThat(image.architecture().glanceName().replace("i686", "x86"))
        .isEqualTo(wimlib.get("Architecture"));
    assertThat(image.installationType().wimName()).isEqualTo(wimlib.get("Installation Type"));
    assertThat(image.version())
        .hasToString(
            wimlib.get("Major Version")
                + "."
                + wimlib.get("Minor Version")
                + "."
                + wimlib.get("Build"));
    assertThat(image.version().servicePackBuild())
        .isEqualTo(Integer.parseInt(wimlib.get("Service Pack Build")));
    assertThat(new HashSet<>(image.languages()))
        .isEqualTo(new HashSet<>(List.of(wimlib.getOrDefault("Languages", "").split(" "))));
    assertThat(image.languages().getFirst()).isEqualTo(wimlib.get("Default Language"));
    assertThat(image.totalBytes()).isEqualTo(Long.parseLong(wimlib.get("Total Bytes")));
  }

  @Test
  void saysWhyAnImageIsNoWindowsToInstall() {
    WimFile wim = WimFile.read(Wims.write(directory.resolve("install.wim")));
    assertThat(wim.others()).hasSize(2);
    assertThat(wim.others().get(0).name()).isEqualTo("Microsoft Windows PE (x64)");
    assertThat(wim.others().get(0).why()).contains("installation type is WindowsPE");
    assertThat(wim.others().get(0).edition()).contains(new EditionId("WindowsPE"));
    assertThat(wim.others().get(0).version()).contains(new WindowsVersion(10, 0, 20348, 0));
    assertThat(wim.others().get(1).edition()).isEmpty();
    assertThat(wim.others().get(1).version()).isEmpty();
    List<Map<String, String>> expected = Wims.images(directory.resolve("install.wim"));
    for (WimFile.OtherImage other : wim.others()) {
      assertThat(other.totalBytes())
          .isEqualTo(Long.parseLong(expected.get(other.index().value() - 1).get("Total Bytes")));
    }
    assertThat(wim.others().get(1).index().value()).isEqualTo(4);
    assertThat(wim.others().get(1).why()).contains("no edition ID", "no version");
  }

  @Test
  void knowsTheCompressions() {
    assertThat(compression("none")).isEqualTo(WimFile.Compression.NONE);
    assertThat(compression("XPRESS")).isEqualTo(WimFile.Compression.XPRESS);
    assertThat(compression("LZMS")).isEqualTo(WimFile.Compression.LZMS);
  }

  private WimFile.Compression compression(String name) {
    return WimFile.read(Wims.write(directory.resolve(name + ".wim"), "--compress=" + name))
        .compression();
  }

  @Test
  void readsSolidEsd() {
    Path path = Wims.write(directory.resolve("install.esd"), "--solid");
    WimFile wim = WimFile.read(path);
    assertThat(wim.solid()).isTrue();
    assertThat(wim.compression()).isEqualTo(WimFile.Compression.LZMS);
    assertThat(wim.images()).hasSize(2);
  }

  @Test
  void recognisesThePartsOfASplitWim() {
    Path whole = Wims.write(directory.resolve("install.wim"), "--compress=none");
    Path first = directory.resolve("install.swm");
    Program.run("wimlib-imagex", "split", whole.toString(), first.toString(), "0.1");
    WimFile wim = WimFile.read(first);
    assertThat(wim.isSplit()).isTrue();
    assertThat(wim.part()).isEqualTo(1);
    assertThat(wim.parts()).isGreaterThan(1);
    assertThat(wim.images()).isEqualTo(WimFile.read(whole).images());
    assertThat(WimFile.read(directory.resolve("install2.swm")).part()).isEqualTo(2);
  }

  @Test
  void saysWhereAWimIsCutShort() throws IOException {
    byte[] bytes = Files.readAllBytes(Wims.write(directory.resolve("install.wim")));
    Path cut = directory.resolve("cut.wim");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 10));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> WimFile.read(cut))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("cut short")
        .withMessageContaining("XML metadata at offset");
    Files.write(cut, java.util.Arrays.copyOf(bytes, 100));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> WimFile.read(cut))
        .withMessageContaining("the WIM header at offset 0");
  }

  @Test
  void saysWhereTheXmlIsBroken() throws IOException {
    Path wim = Wims.write(directory.resolve("install.wim"));
    byte[] bytes = Files.readAllBytes(wim);
    int name = indexOf(bytes, "</WINDOWS>".getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    bytes[name + 4] = '!';
    Files.write(wim, bytes);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> WimFile.read(wim))
        .withMessageContaining("not well formed")
        .satisfies(
            e -> {
              int offset = Integer.parseInt(e.what().replaceAll(".*offset (\\d+):.*", "$1"));
              assertThat(offset).isBetween(name, name + 60);
            });
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void refusesWhatIsNoWim() throws IOException {
    Path file = Files.write(directory.resolve("install.wim"), new byte[4096]);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> WimFile.read(file))
        .withMessageContaining("no header of a WIM file");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> WimFile.read(directory.resolve("missing.wim")))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("does not exist");
  }
}
