package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.files.RotatingLog;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.HostSystem;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Firmware;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
class FilesOfARunTest {
  @TempDir Path directory;

  @Test
  void aLogIsRotatedAtItsLimitAndTheOldestPartDropped() throws IOException {
    Path file = directory.resolve("serial.log");
    try (var log = new RotatingLog(file, 10)) {
      for (String part : List.of("aaaaaa", "bbbbbb", "cccccc", "dddddd", "eeeeee")) {
        log.append(part.getBytes(StandardCharsets.US_ASCII), 0, part.length());
      }
    }
    assertThat(file).hasContent("eeeeee");
    assertThat(directory.resolve("serial.log.1")).hasContent("ccccccdddddd");
    assertThat(directory).isDirectoryNotContaining("glob:**.2");
  }

  @Test
  void aLogGoesOnWhereAnEarlierRunStopped() throws IOException {
    Path file = directory.resolve("qmp.log");
    Files.writeString(file, "before\n");
    try (var log = new RotatingLog(file, 100)) {
      log.appendLine("after");
    }
    assertThat(file).hasContent("before\nafter\n");
  }

  @Test
  void aLogThatCannotBeWrittenIsGivenUp() {
    try (var log = new RotatingLog(directory.resolve("none/serial.log"), 1)) {
      log.appendLine("lost");
      log.appendLine("lost");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRunDirectoryIsShortAndPrivateAndGoesWithEverythingInIt() throws IOException {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(120)));

    RunDirectory run = RunDirectory.create(Optional.of(deep), directory);

    assertThat(run.serial().toString()).hasSizeLessThanOrEqualTo(107);
    assertThat(deep).isEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(run.path())).hasSize(3);
    Files.createFile(run.vnc());
    run.close();
    run.close();
    assertThat(run.path()).doesNotExist();
  }

  @Test
  void whatAKilledRunLeftIsGoneInTheNext() throws IOException {
    RunDirectory killed = RunDirectory.create(Optional.of(directory), directory);
    Files.createFile(killed.serial());

    RunDirectory next = RunDirectory.create(Optional.of(directory), directory);

    assertThat(killed.path()).doesNotExist();
    assertThat(next.path()).isEmptyDirectory();
    next.close();
  }

  @Test
  void onlyARunDirectoryIsRemoved() throws IOException {
    Path kept = Files.createFile(directory.resolve("kept"));
    Files.writeString(directory.resolve("run-directory"), directory.toString());

    RunDirectory.removeAllLeft(directory);

    assertThat(kept).exists();
  }

  @Test
  void theEndOfALogIsShownNotItsBeginning() throws IOException {
    Path log = directory.resolve("qemu.log");
    Files.writeString(log, "beginning\n" + "x".repeat(5000) + "\nthe end\n");

    assertThat(LogTail.of(log))
        .endsWith("\nthe end")
        .doesNotContain("beginning")
        .hasSizeLessThan(4097);
    assertThat(LogTail.of(directory.resolve("none"))).contains("cannot be read");
  }

  @Test
  void theFirmwareIsTheFirstThatIsThere() throws IOException {
    var missing = new UefiFirmware(directory.resolve("a.fd"), directory.resolve("b.fd"));
    var there = new UefiFirmware(directory.resolve("CODE.fd"), directory.resolve("VARS.fd"));
    Files.writeString(there.code(), "code");
    Files.writeString(there.variablesTemplate(), "fresh");

    assertThat(UefiFirmware.find(Firmware.UEFI, List.of(missing, there))).isEqualTo(there);

    Path state = directory.resolve("state");
    there.prepareVariables(state);
    assertThat(there.variables(state)).hasContent("fresh");
    Files.writeString(there.variables(state), "used");
    there.prepareVariables(state);
    assertThat(there.variables(state)).hasContent("used");
    assertThat(state).isDirectoryNotContaining("glob:**.part");
  }

  /** As Homebrew lays QEMU out, and as the installer for Windows does. */
  @ParameterizedTest
  @CsvSource({
    "homebrew/bin/qemu, homebrew/share/qemu",
    "Program Files/qemu/q.exe, Program Files/qemu/share"
  })
  void theFirmwareThatQemuBringsIsBesideIt(String program, String share) throws IOException {
    Path qemu = directory.resolve(program);
    Path data = Files.createDirectories(directory.resolve(share));
    Path code = Files.writeString(data.resolve("edk2-x86_64-code.fd"), "code");
    Path variables = Files.writeString(data.resolve("edk2-i386-vars.fd"), "fresh");

    assertThat(UefiFirmware.candidates(Firmware.UEFI, Optional.of(qemu)))
        .contains(new UefiFirmware(code, variables))
        .filteredOn(each -> each.code().startsWith(directory))
        .hasSize(2);
    assertThat(UefiFirmware.candidates(Firmware.UEFI_SECURE, Optional.of(qemu)))
        .noneMatch(each -> each.code().startsWith(directory));
  }

  @Test
  void aHostOfAnotherSystemIsNotToldAPackageOfDebian() {
    assertThat(UefiFirmware.remedy(Firmware.UEFI, HostSystem.LINUX)).contains("package ovmf");
    assertThat(UefiFirmware.remedy(Firmware.UEFI, HostSystem.WINDOWS))
        .contains("install QEMU: https:");
    assertThat(UefiFirmware.remedy(Firmware.UEFI, HostSystem.MACOS)).contains("brew install qemu");
    assertThat(UefiFirmware.remedy(Firmware.UEFI_SECURE, HostSystem.MACOS)).contains("virtualbox");
  }

  @Test
  void aHostWithoutFirmwareIsToldThePackage() {
    var missing = new UefiFirmware(directory.resolve("a.fd"), directory.resolve("b.fd"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> UefiFirmware.find(Firmware.UEFI_SECURE, List.of(missing)))
        .satisfies(
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.MISSING_TOOL);
              assertThat(e.what()).contains("uefi-secure", missing.code().toString());
              assertThat(e.remedy()).contains("package ovmf");
            });
  }

  @Test
  void aPpmOfQemuBecomesAPng() throws IOException {
    Path file = directory.resolve("screen");
    ByteArrayOutputStream ppm = new ByteArrayOutputStream();
    ppm.writeBytes("P6\n2 1\n255\n".getBytes(StandardCharsets.US_ASCII));
    ppm.writeBytes(new byte[] {(byte) 0xff, 0, 0x10, 1, 2, 3});
    Files.write(file, ppm.toByteArray());

    Screen.convertPpm(file);

    var image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(2);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffff0010);
    assertThat(image.getRGB(1, 0)).isEqualTo(0xff010203);
  }

  @Test
  void whatIsNoPpmIsRefused() throws IOException {
    for (String text : List.of("", "P5\n1 1\n255\n", "P6\n99999 1\n255\n", "P6\n2 2\n255\nabc")) {
      Path file = directory.resolve("screen");
      Files.writeString(file, text);

      assertThatExceptionOfType(IOException.class).isThrownBy(() -> Screen.convertPpm(file));
    }
  }
}
