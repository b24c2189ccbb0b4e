package dev.casement.media.author;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.InstallMedia;
import dev.casement.media.Program;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is named as an ISO and is something else is called what it is. */
class ForeignFileTest {
  @TempDir Path directory;

  /** As qemu-img itself writes them, whatever their subformat. */
  @ParameterizedTest
  @CsvSource({
    "vpc, '', a VHD disk image",
    "vpc, subformat=fixed, a VHD disk image",
    "vhdx, '', a VHDX disk image",
    "vhdx, subformat=fixed, a VHDX disk image",
    "vdi, '', a VDI disk image",
    "vdi, static=on, a VDI disk image",
    "vmdk, '', a VMDK disk image",
    "vmdk, subformat=streamOptimized, a VMDK disk image",
    "vmdk, subformat=twoGbMaxExtentFlat, a VMDK disk image",
    "qcow2, '', a qcow2 disk image",
    "qcow, '', a qcow2 disk image",
    "qed, '', a QED disk image",
    "parallels, '', a Parallels disk image",
  })
  void aDiskImageIsNamedByItsFormat(String format, String options, String name) throws IOException {
    Path file = directory.resolve("k.iso");
    List<String> command =
        options.isEmpty()
            ? List.of("qemu-img", "create", "-q", "-f", format, file.toString(), "10M")
            : List.of(
                "qemu-img", "create", "-q", "-f", format, "-o", options, file.toString(), "10M");
    Program.run(command.toArray(String[]::new));
    assertNamed(file, name);
  }

  @Test
  void otherFilesAreNamedToo() throws IOException {
    assertNamed(file("PK\3\4"), "a ZIP archive");
    assertNamed(file("MSCF\0\0"), "a Windows cabinet");
    assertNamed(file("(\u00b5/\u00fd"), "a zstd archive");
    assertNamed(file("\0".repeat(257) + "ustar"), "a tar archive");
    assertNamed(file("\0".repeat(510) + "U\u00aa"), "a raw disk image");
    assertNamed(file("\0".repeat(512) + "EFI PART"), "a raw disk image");
    assertNamed(file("\u00d0\u00cf\u0011\u00e0"), "a Windows installer");
    assertNamed(file("version https://git-lfs.github.com/spec/v1\n"), "a pointer of Git LFS");
    assertNamed(file("\u00ef\u00bb\u00bf\r\n<!DOCTYPE html>"), "a web page");
    Path page = directory.resolve("p.iso");
    Files.write(page, "\uFEFF<html>".getBytes(UTF_16LE));
    assertNamed(page, "a web page");
  }

  private Path file(String start) throws IOException {
    byte[] bytes = start.getBytes(ISO_8859_1);
    return Files.write(
        directory.resolve("k.iso"), Arrays.copyOf(bytes, Math.max(bytes.length, 64 << 10)));
  }

  private static void assertNamed(Path file, String name) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> InstallMedia.inspect(file))
        .withMessageContaining("iso is not an ISO image: it is " + name)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .satisfies(e -> assertThat(e.remedy()).isNotBlank());
  }
}
