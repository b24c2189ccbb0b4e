package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.bytes.HostFile;
import dev.casement.media.author.GuestFile;
import dev.casement.report.BuildException;
import dev.casement.windows.Architecture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Installers as wixl makes them, and files that only have their name. */
@Tag("host-locale")
class InstallerPackageTest {
  private static final String SOURCE =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
        <Product Id="*" Name="Stand-in" Language="1033" Version="1.0.0" Manufacturer="None"
            UpgradeCode="0f0e0d0c-0b0a-0908-0706-050403020100">
          <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"/>
          <Media Id="1" Cabinet="a.cab" EmbedCab="yes"/>
          <Directory Id="TARGETDIR" Name="SourceDir">
            <Directory Id="D" Name="D">
              <Component Id="C" Guid="0f0e0d0c-0b0a-0908-0706-050403020101">
                <File Id="F" Source="payload.txt" KeyPath="yes"/>
              </Component>
            </Directory>
          </Directory>
          <Feature Id="A" Level="1"><ComponentRef Id="C"/></Feature>
        </Product>
      </Wix>
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "x64, AMD64, true", "x64, X86, false", "x64, ARM64, true",
    "x86, AMD64, true", "x86, X86, true", "x86, ARM64, true",
  })
  void anInstallerFitsTheWindowsThatItsSummaryNames(
      String built, Architecture windows, boolean fits) throws IOException {
    Path msi = msi(built);
    try (HostFile file = HostFile.open(msi)) {
      assertThat(GuestFile.problemWithInstaller(file, windows).isEmpty()).isEqualTo(fits);
      if (!fits) {
        assertThat(GuestFile.problemWithInstaller(file, windows))
            .contains(msi + " is for amd64, but the image is for x86");
      }
    }
  }

  @Test
  void anInstallerSaysItsVersion() throws IOException {
    try (HostFile file = HostFile.open(msi("x64"))) {
      assertThat(GuestFile.installerVersion(file)).contains("1.0.0");
    }
  }

  @Test
  void anInstallerThatIsCutShortIsDamaged() throws IOException {
    Path msi = msi("x64");
    try (RandomAccessFile file = new RandomAccessFile(msi.toFile(), "rw")) {
      file.setLength(2048);
    }
    try (HostFile file = HostFile.open(msi)) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> GuestFile.problemWithInstaller(file, Architecture.AMD64))
          .withMessageContaining("cut short");
    }
  }

  @Test
  void whatIsNoInstallerIsCalledWhatItIs() throws IOException {
    assertThat(problem("<!DOCTYPE html><html>Not found</html>"))
        .contains("c.msi is not a Windows Installer package (.msi): it is a web page");
    assertThat(problem("PK\3\4")).contains("it is a ZIP archive");
    assertThat(problem("MZ")).contains("it is a Windows program");
    assertThat(problem("")).contains("it is empty");
    assertThat(problem("what is it")).contains("it does not begin like one");
  }

  @ParameterizedTest
  @CsvSource({
    "34404, X86, false",
    "34404, AMD64, true",
    "332, AMD64, true",
    "43620, AMD64, false",
    "43620, ARM64, true",
    "34404, ARM64, true",
    "332, X86, true"
  })
  void aProgramRunsOnTheWindowsThatItsHeaderNames(int machine, Architecture windows, boolean runs)
      throws IOException {
    byte[] program = new byte[0x100];
    program[0] = 'M';
    program[1] = 'Z';
    program[0x3C] = (byte) 0x80;
    program[0x80] = 'P';
    program[0x81] = 'E';
    program[0x84] = (byte) machine;
    program[0x85] = (byte) (machine >> 8);
    try (HostFile file = HostFile.open(Files.write(directory.resolve("a.exe"), program))) {
      assertThat(GuestFile.problemWith(file, GuestFile.Kind.PROGRAM)).isEmpty();
      assertThat(GuestFile.problemWithProgram(file, windows).isEmpty()).isEqualTo(runs);
    }
  }

  private String problem(String content) throws IOException {
    Path path = directory.resolve("c.msi");
    Files.write(path, content.getBytes(StandardCharsets.ISO_8859_1));
    try (HostFile file = HostFile.open(path)) {
      return GuestFile.problemWithInstaller(file, Architecture.AMD64).orElse("");
    }
  }

  private Path msi(String architecture) throws IOException {
    Files.writeString(directory.resolve("payload.txt"), "x".repeat(20_000));
    Files.writeString(directory.resolve("a.wxs"), SOURCE);
    // It takes what a package holds from the working directory.
    Program.run(
        "env", "-C", directory.toString(), "wixl", "-a", architecture, "-o", "c.msi", "a.wxs");
    return directory.resolve("c.msi");
  }
}
