package dev.casement.verify;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.evtx.EventLogBuilder;
import dev.casement.disk.evtx.EventLogBuilder.Entry;
import dev.casement.verify.diagnosis.Cause;
import dev.casement.verify.diagnosis.Diagnosis;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines are those of public reports, which are named beside them. */
class DiagnosisTest {
  private static final String SYSPREP = "Windows/System32/Sysprep/Panther/";
  private static final String PANTHER = "Windows/Panther/";
  private static final String SYSTEM_LOG = "Windows/System32/winevt/Logs/System.evtx";

  /** actions/runner-images issue 14499 has it of another app. */
  private static final String STORE_APP =
      """
      2025-07-22 21:55:35, Error                 SYSPRP Package Microsoft.Edge.GameAssist_1.0.3423.0_x64__8wekyb3d8bbwe was installed for a user, but not provisioned for all users. This package will not function properly in the sysprep image.
      2025-07-22 21:55:35, Error                 SYSPRP Failed to remove apps for the current user: 0x80073cf2.
      """;

  @TempDir Path directory;
  private Path evidence = Path.of("");
  private final ImageOfWindows image = ImageOfWindows.uefi();

  @BeforeEach
  void makeEvidence() throws IOException {
    evidence = Files.createDirectory(directory.resolve("evidence"));
  }

  private Diagnosis diagnosis() throws IOException {
    return Diagnosis.of(image.build(directory), DiskFormat.RAW, evidence);
  }

  @Test
  void namesTheStoreAppAndKeepsTheLogs() throws IOException {
    image.files.put(SYSPREP + "setuperr.log", STORE_APP.getBytes(UTF_8));
    image.files.put(SYSPREP + "setupact.log", STORE_APP.getBytes(UTF_8));
    image.files.put("ProgramData/Casement/logs/runner.log", "done".getBytes(UTF_8));
    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.causes()).hasSize(1);
    assertThat(diagnosis.text())
        .contains(
            "the Store app Microsoft.Edge.GameAssist_1.0.3423.0_x64__8wekyb3d8bbwe",
            "in \\Windows\\System32\\Sysprep\\Panther\\setuperr.log: 2025-07-22 21:55:35, Error",
            "next: set cleanUp.storeApps to remove");
    assertThat(evidence.resolve("windows-system32-sysprep-panther-setuperr.log"))
        .hasContent(STORE_APP);
    assertThat(evidence.resolve("programdata-casement-logs-runner.log")).hasContent("done");
    assertThat(diagnosis.logs()).hasSize(3).allMatch(Files::exists);
    // They hold passwords.
    assertThat(evidence).isDirectoryNotContaining("glob:**.xml");
  }

  /** The runner's logs are named by the guest. */
  @Test
  void noNameOnTheDiskLeadsOutOfTheEvidence() throws IOException {
    image.files.put("ProgramData/Casement/logs/..%2f..\u0001 ..\u202e.log", "x".getBytes(UTF_8));

    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.logs())
        .filteredOn(log -> log.getFileName().toString().startsWith("programdata-"))
        .singleElement()
        .satisfies(
            log -> {
              assertThat(log).hasParent(evidence).exists();
              assertThat(log.getFileName().toString()).matches("[a-z0-9.-]+");
            });
    assertThat(directory).isDirectoryNotContaining("glob:**.log");
  }

  /**
   * From, in this order: GoogleCloudPlatform/compute-image-windows issue 156; the page at
   * jc-tech.info that KnownFailure names; MicrosoftDocs/windows-dev-docs issue 1463; the messages
   * of dockur/windows issue 1611 and jedi4ever/veewee pull request 994. The lines of the last three
   * are made around a code or a word of Learn.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        SYSPREP
            + "setuperr.log|2018-09-15 18:08:32, Error [0x0f00b0] SYSPRP spopk.dll:: Failed to"
            + " query pending CBS operations; hr = 0x80080005|servicing itself",
        PANTHER
            + "UnattendGC/setuperr.log|[oobeldr.exe] User input error was detected in unattend"
            + " file. Error: [0x0]|refused the answer file",
        "Windows/Logs/CBS/CBS.log|2019-02-11 12:51:51, Info CBS WER: Generating failure report for"
            + " package:"
            + " Microsoft-OneCore-DeveloperMode-Desktop-Package~31bf3856ad364e35~amd64~~10.0.17763.1,"
            + " status: 0x800f0950, failure source: CBS Other|install the package"
            + " Microsoft-OneCore-DeveloperMode-Desktop-Package",
        "$WINDOWS.~BT/Sources/Panther/setupact.log|Setup has failed to validate the product"
            + " key.|product key",
        PANTHER
            + "setuperr.log|Windows cannot read the <ProductKey> setting from the unattend answer"
            + " file.|product key",
        "$WINDOWS.~BT/Sources/Panther/setuperr.log|2022-09-07 11:00:00, Error IBS ApplyImage"
            + " failed; hr = 0x80070070|disk of Windows is full",
        SYSPREP
            + "setupact.log|2022-09-07 11:00:00, Error SYSPRP SPPNP: SLReArmWindows failed with hr"
            + " = 0xC004D307|too often",
        "Windows/INF/setupapi.dev.log|!    dvi: Device not started: Device has problem: 0x34"
            + " (CM_PROB_UNSIGNED_DRIVER), problem status: 0xc0000428.|signature of a driver"
      })
  void knowsAFailure(String file, String line, String what) throws IOException {
    image.files.put(file, ("something else\r\n" + line + "\r\n").getBytes(UTF_8));
    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.causes()).hasSize(1);
    Cause cause = diagnosis.causes().getFirst();
    assertThat(cause.what()).contains(what);
    assertThat(cause.line()).isEqualTo(line);
    assertThat(cause.isKnown()).isTrue();
  }

  @Test
  void aPackageThatFailsAgainAndAgainIsALoop() throws IOException {
    String line =
        "2024-01-10 10:00:00, Info  CBS    WER: Generating failure report for package:"
            + " Package_for_KB5034439~31bf3856ad364e35~amd64~~20348.1.1.0, status: 0x80070643, x\n";
    image.files.put("Windows/Logs/CBS/CBS.log", line.repeat(3).getBytes(UTF_16LE));

    assertThat(diagnosis().text()).contains("KB5034439", "tried it 3 times", "updates.exclude");
  }

  @Test
  void whatNobodyHasExplainedIsTheFirstErrorWithoutTheUsualNoise() throws IOException {
    image.files.put(
        PANTHER + "setuperr.log",
        """
        2024-01-10 10:00:00, Error      CFirstUXWnd::OpenExisting failed with error 80070490
        2024-01-10 10:00:01, Error      [0x0601d7] IBS something new
        2024-01-10 10:00:02, Error      IBS something later
        """
            .getBytes(UTF_8));
    Cause cause = diagnosis().causes().getFirst();

    assertThat(cause.isKnown()).isFalse();
    assertThat(cause.line()).endsWith("IBS something new");
  }

  private void log(Entry... events) {
    image.files.put(SYSTEM_LOG, EventLogBuilder.log(EventLogBuilder.chunk(List.of(events))));
  }

  /** An event that successful deployments have, too, is the last resort. */
  @Test
  void theSystemLogIsKeptAndCountsWhereNothingElseDoes() throws IOException {
    log(
        new Entry(1, 2, "disk", 7, List.of("\\Device\\Harddisk0\\DR0")),
        new Entry(2, 4, "Service Control Manager", 7036, List.of("a service", "running")),
        new Entry(3, 2, "Ntfs", 55, List.of("C:", "\u001b[31m\nred")));
    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.causes())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.isKnown()).isFalse();
              assertThat(cause.log()).isEqualTo("\\Windows\\System32\\winevt\\Logs\\System.evtx");
              assertThat(cause.line()).startsWith("2026-01-02T03:04:05Z Ntfs 55: C:; ");
            });
    assertThat(evidence.resolve("windows-system32-winevt-logs-system.evtx.txt"))
        .hasContent(
            """
            2026-01-02T03:04:05Z disk 7: \\Device\\Harddisk0\\DR0; 0102fe
            2026-01-02T03:04:05Z Ntfs 55: C:; \\u{1b}[31m red; 0102fe
            """);

    image.files.put(
        PANTHER + "setuperr.log",
        "2024-01-10 10:00:01, Error      [0x0601d7] IBS something new\n".getBytes(UTF_8));
    assertThat(diagnosis().causes())
        .singleElement()
        .satisfies(cause -> assertThat(cause.line()).endsWith("IBS something new"));
  }

  /**
   * Event 20 is that of an update that could not be installed (Learn, "Windows Update log files").
   */
  @Test
  void knowsAFailureInTheSystemLog() throws IOException {
    log(
        new Entry(
            1, 2, "Microsoft-Windows-WindowsUpdateClient", 20, List.of("0x80070070", "an update")));

    assertThat(diagnosis().text()).contains("disk of Windows is full", "System.evtx: 2026");
  }

  @Test
  void aLogWithoutErrorsOrOfAnotherKindIsLeftOut() throws IOException {
    log(new Entry(1, 4, "Service Control Manager", 7036, List.of("a service", "running")));
    assertThat(diagnosis().logs()).noneMatch(log -> log.toString().contains("evtx"));

    image.files.put(SYSTEM_LOG, new byte[70_000]);
    assertThat(diagnosis().logs()).noneMatch(log -> log.toString().contains("evtx"));
  }

  @Test
  void aGoodImageHasNoCause() throws IOException {
    assertThat(diagnosis().causes()).isEmpty();
  }

  @Test
  void anEmptyDiskSaysThatSetupHasNotBegun() throws IOException {
    Path empty = directory.resolve("empty.raw");
    try (RandomAccessFile file = new RandomAccessFile(empty.toFile(), "rw")) {
      file.setLength(1 << 20);
    }

    assertThat(Diagnosis.of(empty, DiskFormat.RAW, evidence).text())
        .contains("nothing on the disk", "media.drivers");
  }

  /** A log that has grown without end costs neither memory nor disk. */
  @Test
  void onlyTheEndOfALongLogIsCopied() throws IOException {
    byte[] noise = "2024-01-10 10:00:00, Info  nothing\n".repeat(150_000).getBytes(UTF_8);
    byte[] all = Arrays.copyOf(noise, noise.length + STORE_APP.length());
    System.arraycopy(STORE_APP.getBytes(UTF_8), 0, all, noise.length, STORE_APP.length());
    image.files.put(SYSPREP + "setupact.log", all);

    assertThat(diagnosis().text()).contains("GameAssist");
    assertThat(evidence.resolve("windows-system32-sysprep-panther-setupact.log"))
        .satisfies(copy -> assertThat(Files.size(copy)).isBetween((4L << 20) - 2, 4L << 20));
  }
}
