package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.author.MediaFile;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.unattend.DriverDirectories;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in stops where Windows Setup would stop, says so on its screen, and waits. */
class StandInRefusalIT {
  @TempDir Path directory;

  @BeforeAll
  static void buildMedia() {
    StandInMedia.build();
  }

  @Test
  void asksForTheLanguageWhenThereIsNoAnswerFile() throws Exception {
    refuses(
        List.of(MediaFile.ofText("readme.txt", "no answer file here\n")), "Language to install:");
  }

  @Test
  void refusesAnAnswerFileThatIsNotWellFormed() throws Exception {
    String wellFormed = StandInMedia.answerFile(StandInMedia.settings());
    // The mistake of a published answer file: no space before the second namespace.
    String malformed = wellFormed.replace("\" xmlns:wcm=", "\"xmlns:wcm=");
    assertThat(malformed).isNotEqualTo(wellFormed);
    refuses(malformed, "could not parse or process the unattend answer file [Autounattend.xml]");
  }

  @Test
  void refusesAComponentInAPassWhereItDoesNotBelong() throws Exception {
    refuses(
        changed(
            "<component name=\"Microsoft-Windows-TerminalServices-LocalSessionManager\"",
            "<component name=\"Microsoft-Windows-Setup\""),
        "for pass [specialize]",
        "Microsoft-Windows-Setup");
  }

  @Test
  void refusesAComponentThatWindowsDoesNotKnow() throws Exception {
    refuses(
        changed(
            "<component name=\"Networking-MPSSVC-Svc\"",
            "<component name=\"Networking-MPSSVC-Service\""),
        "for pass [specialize]",
        "Networking-MPSSVC-Service");
  }

  @Test
  void refusesAComponentThatIsNotIdentifiedCompletely() throws Exception {
    refuses(changed(" versionScope=\"nonSxS\"", ""), "The answer file is invalid.");
  }

  @Test
  void findsNoImageOfAnotherName() throws Exception {
    refuses(
        changed("Windows 7 PROFESSIONAL", "Windows 7 ENTERPRISE"),
        "No images are available.",
        "/IMAGE/NAME = Windows 7 ENTERPRISE");
  }

  @Test
  void findsNoImageOfAnotherIndex() throws Exception {
    refuses(
        changed("/IMAGE/NAME</Key>", "/IMAGE/INDEX</Key>")
            .replace("<Value>Windows 7 PROFESSIONAL", "<Value>5"),
        "No images are available.",
        "/IMAGE/INDEX = 5");
  }

  @Test
  void findsNoImageForTheKeyOfAnotherEdition() throws Exception {
    refuses(
        changed("FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4", "33PXH-7Y6KF-2VJC9-XBBR8-HVTHH"),
        "No images are available.",
        "product key does not match");
  }

  @Test
  void findsNoDiskWithoutTheDriverMedium() throws Exception {
    Path floppy =
        StandInMedia.installFloppy(directory, StandInMedia.answerFile(StandInMedia.settings()));
    refuses(Optional.of(floppy), List.of(StandInMedia.install()), "No drives were found.");
  }

  @Test
  void findsNoDiskWithTheDriversOfAnotherRelease() throws Exception {
    refuses(
        answersWithDrivers(DriverDirectories.ofVirtioWin(Release.SERVER_2022, Architecture.AMD64)),
        "No drives were found.");
  }

  @Test
  void findsNoDiskWithTheDriversOfAnotherArchitecture() throws Exception {
    refuses(
        answersWithDrivers(DriverDirectories.ofVirtioWin(Release.WINDOWS_7, Architecture.X86)),
        "No drives were found.");
  }

  @Test
  void findsNoBlockDiskWithTheDriverOfScsiDisksOnly() throws Exception {
    refuses(
        answersWithDrivers(
            new DriverDirectories("vioscsi\\w7\\amd64", "vioscsi\\w7\\amd64", List.of())),
        "No drives were found.");
  }

  @Test
  void refusesAGptDiskUnderBios() throws Exception {
    refuses(
        StandInMedia.answerFile(
            StandInMedia.settings(
                Firmware.UEFI,
                DriverDirectories.ofVirtioWin(Release.WINDOWS_7, Architecture.AMD64),
                "Professional")),
        "The selected disk is of the GPT partition style.");
  }

  private static String changed(String old, String replacement) {
    String answerFile = StandInMedia.answerFile(StandInMedia.settings());
    assertThat(answerFile).contains(old);
    return answerFile.replace(old, replacement);
  }

  private static String answersWithDrivers(DriverDirectories drivers) {
    return StandInMedia.answerFile(StandInMedia.settings(Firmware.BIOS, drivers, "Professional"));
  }

  private void refuses(String answerFile, String... texts) throws Exception {
    refuses(Optional.of(StandInMedia.installFloppy(directory, answerFile)), media(), texts);
  }

  private void refuses(List<MediaFile> files, String... texts) throws Exception {
    refuses(Optional.of(StandInMedia.floppy(directory, files)), media(), texts);
  }

  private static List<Path> media() {
    return List.of(StandInMedia.install(), StandInMedia.drivers());
  }

  private void refuses(Optional<Path> floppy, List<Path> cds, String... texts) throws Exception {
    Path disk = directory.resolve("disk.qcow2");
    new SystemCommandRunner()
        .runOk(
            HostCommand.of(
                Duration.ofMinutes(1), "qemu-img", "create", "-fqcow2", disk.toString(), "8G"));
    long untouched = size(disk);
    try (StandIn standIn = StandIn.start(directory, disk, floppy, cds.toArray(Path[]::new))) {
      assertThat(standIn.awaitScreen(texts[0])).contains(texts);
      assertThat(standIn.isRunning()).as("waits for somebody").isTrue();
      assertThat(standIn.messages()).isEmpty();
    }
    assertThat(size(disk)).as("the disk is as it was").isEqualTo(untouched);
  }

  private static long size(Path disk) throws IOException {
    return Files.size(disk);
  }
}
