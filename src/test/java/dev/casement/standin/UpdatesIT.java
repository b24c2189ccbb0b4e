package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Updates that do not simply install. What the Windows Update Agent answers here was reported of
 * real ones; each test names where.
 */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class UpdatesIT {
  private static final int DISABLED = 4;
  private static final String LEDGER = "C:\\ProgramData\\Casement\\updates.txt";

  /** A fiftieth of each pause; what was asked for is written down. */
  private static final String SHORT_PAUSES =
      """
      function Start-Sleep([int] $Seconds, [int] $Milliseconds) {
          if ($Seconds) { [IO.File]::AppendAllText('C:\\standin\\pauses.log', "$Seconds`n") }
          [Threading.Thread]::Sleep($Seconds * 20 + $Milliseconds)
      }
      """;

  /** A service that says for ever that it is stopping. */
  private static final String STOPPING =
      """
      function Get-Service([string] $Name) {
          $service = New-Object psobject -Property @{ Status = 'Running' }
          $service | Add-Member ScriptMethod Refresh { }
          $service | Add-Member ScriptMethod Stop { $this.Status = 'StopPending' }
          return $service
      }
      """;

  @TempDir Path directory;

  /**
   * A search that fails for a while (rgl/packer-plugin-windows-update issue 146), KB5034439 that
   * never installs (actions/runner-images issue 9148), one that is offered for ever
   * (ansible.windows issue 530), an installer that may not begin (0x80240016), a licence that
   * cannot be accepted (0x80240033), a result that is better than the update's own
   * (GoogleCloudPlatform/compute-image-tools issue 2260), 25H2.
   */
  @Test
  void whatCanBeInstalledIsAndTheRestIsNamedWithItsCode() {
    try (StandInBuild build = machine(new GuestRecipe())) {
      StandInWindows windows = build.windows();
      windows.updates(
          """
          [agent]
          search=throws 0x8024402c,throws 0x80244022,ok
          [KB5000001]
          [KB5034439]
          install=code 4 0x80070643
          [KB5000002]
          install=reboot 0x80240016,ok
          [KB5007651]
          offered=9
          [KB5000003]
          eula=throws 0x80240033,ok
          [KB5000004]
          install=own 4 0x80070643,ok
          [KB5054156]
          category=feature
          title=Feature update to Windows 11, version 25H2
          """);

      RunResult result = build.run("update");

      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(outcomes(result))
          .containsExactly(
              "update.left-out=KB5054156: another release of Windows",
              "update.installed=KB5000001",
              "update.installed=KB5000002",
              "update.installed=KB5007651",
              "update.installed=KB5000003",
              "update.installed=KB5000004",
              "update.failed=KB5034439 0x80070643");
      assertThat(result.guest().facts("update.code")).contains("KB5000001 0x00000000");
      assertThat(result.guest().failure().orElseThrow().text())
          .isEqualTo(
              "exit code 1: cannot be installed: KB5034439 Update KB5034439 (0x80070643, tried 3"
                  + " times)");
      assertThat(result.boots()).hasSizeLessThanOrEqualTo(4);
      assertThat(windows.calls())
          .doesNotContain("agent install KB5054156")
          .filteredOn("agent install KB5034439"::equals)
          .hasSize(3);
      assertThat(windows.text(LEDGER).lines().toList())
          .anyMatch(line -> line.startsWith("update\tid-KB5034439.1\tKB5034439\t3\t0x80070643\t"))
          .last()
          .isEqualTo("end");
    }
  }

  /**
   * The second run of whoever met KB5034439: it is excluded, and what fails is only reported. A
   * script has disabled the service (gusztavvargadr/packer issue 80). One Install never ends
   * (rgl/packer-plugin-windows-update issue 26); a product other than Windows has an update
   * (joefitzgerald/packer-windows issue 60).
   */
  @Test
  void whatTheRecipeLeavesOutAndWhatNeverEndsDoNotKeepAnImageFromBeingMade() {
    GuestRecipe recipe =
        new GuestRecipe()
            .updates("{ exclude: [KB5034439], onFailure: report }")
            .with("limits: { oneUpdate: 15s }");
    try (StandInBuild build = machine(recipe)) {
      StandInWindows windows = build.windows();
      windows
          .registry()
          .set("HKLM\\System\\CurrentControlSet\\Services\\wuauserv", "Start", DISABLED);
      windows.updates(
          """
          [agent]
          search=throws 0x8024402c,throws 0x80244022,ok
          [KB5034439]
          install=code 4 0x80070643
          [KB5000001]
          [KB5000006]
          install=hangs,ok
          [KB5000002]
          install=reboot 0x80240016,ok
          [KB5007651]
          offered=9
          [KB5000009]
          product=1
          [KB5000005]
          install=throws 0x800f0823
          [KB5054156]
          category=feature
          """);

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(outcomes(result))
          .containsExactly(
              "update.excluded=KB5034439",
              "update.left-out=KB5054156: another release of Windows",
              "update.installed=KB5000001",
              "update.installed=KB5000006",
              "update.installed=KB5000009",
              "update.installed=KB5000002",
              "update.installed=KB5007651",
              "update.failed=KB5000005 0x800f0823");
      assertThat(result.said())
          .contains(
              "the service wuauserv is disabled, and starts on demand until the updates are"
                  + " installed",
              "ended after 15 s, without an answer: KB5000006 Update KB5000006",
              "warning: cannot be installed: KB5000005 Update KB5000005 (0x800f0823, tried 3"
                  + " times)");
      assertThat(result.boots()).hasSizeLessThanOrEqualTo(6);
      assertThat(windows.serviceStart("wuauserv")).contains(DISABLED);
      String service = "7971f918-a847-4430-9279-4a52d1efe18d";
      assertThat(windows.calls())
          .doesNotContain("agent install KB5034439", "agent install KB5054156")
          .containsOnlyOnce("agent AddService2 " + service + " 7")
          .contains("agent RemoveService " + service)
          .filteredOn("agent install KB5000006"::equals)
          .hasSize(2);
    }
  }

  /** rgl/packer-plugin-windows-update issue 155. */
  @Tag("slow")
  @Test
  void aSearchThatSucceedsWithErrorsAndFindsNothingIsNotTheEnd() {
    try (StandInBuild build = machine(new GuestRecipe())) {
      build.windows().updates("[agent]\nsearch=code 3,code 3,ok\n");

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().calls()).filteredOn("agent search agent"::equals).hasSize(3);
      assertThat(build.windows().text("C:\\standin\\pauses.log").lines().limit(2))
          .containsExactly("10", "20");
    }
  }

  /** Half of the builds of Server 2019 elsewhere; Microsoft, "IUpdateInstaller::get_IsBusy". */
  @Test
  void waitsForAnotherInstallationAndForARebootThatHasToComeFirst() {
    try (StandInBuild build = machine(new GuestRecipe())) {
      build.windows().updates("[agent]\nbusy=3\nrebootBefore=1\n[KB5000001]\n[KB5000002]\n");

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().facts("update.installed"))
          .containsExactly("KB5000001", "KB5000002");
    }
  }

  /** ansible/ansible issue 28798. */
  @Tag("slow")
  @Test
  void aSearchThatFailsForEverEndsTheRunAfterHalfAnHourAndAReboot() {
    try (StandInBuild build = machine(new GuestRecipe())) {
      build.windows().updates("[agent]\nsearch=throws 0x8024402c\n[KB5000001]\n");

      RunResult result = build.run("update");

      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.said()).contains("the search failed, 0x8024402c");
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      List<String> growing = List.of("10", "20", "40", "80", "150", "300", "500", "700");
      assertThat(build.windows().text("C:\\standin\\pauses.log").lines()).containsAll(growing);
    }
  }

  @Test
  void saysWhatAPowerCutKeptFromBeingHeard() throws IOException {
    try (StandInBuild build = machine(new GuestRecipe())) {
      Path ledger = directory.resolve("updates.txt");
      Files.writeString(
          ledger,
          """
          rounds 1
          update\tid-KB5000001.1\tKB5000001\t1\t0x00000000\t2026-01-02T03:04:05Z\tinstalled\tOne
          update\tid-KB5000002.1\tKB5000002\t1\t0x00000000\t2026-01-02T03:04:05Z\tno\tTwo
          end
          """);
      build.windows().put(ledger, LEDGER);
      build.windows().updates("[KB5000003]\n");

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.guest().facts("update.installed"))
          .containsExactly("KB5000001", "KB5000002", "KB5000003");
    }
  }

  /**
   * KB2919355 before KB2919442 (dokan-dev/dokany issue 362); a code that passes, and one that does
   * not, of the component clean-up (rgl/windows-vagrant issue 27).
   */
  @Test
  void packagesAreGoneOverAgainAsLongAsOneWentIn() {
    GuestRecipe recipe =
        new GuestRecipe()
            .updates("{ packages: msu/ }")
            .file("msu/a-kb2919355.msu", "needs b")
            .file("msu/b-kb2919442.msu", "")
            .file("msu/c-kb9999999.cab", "is busy at first")
            .file("msu/d-kb8888888.msu", "not for this Windows");
    try (StandInBuild build = machine(recipe)) {
      StandInWindows windows = build.windows();
      String notApplicable = "exit /b -2145124329";
      windows.answer(
          "wusa",
          "a-kb2919355",
          windows.script("a.cmd", "if exist C:\\standin\\b exit /b 3010", notApplicable));
      windows.answer("wusa", "b-kb2919442", windows.script("b.cmd", "echo.>C:\\standin\\b"));
      windows.answer(
          "dism",
          "c-kb9999999",
          windows.script(
              "c.cmd",
              "if exist C:\\standin\\c exit /b 0",
              "echo.>C:\\standin\\c",
              "exit /b -2146498554"));
      windows.answer("wusa", "d-kb8888888", windows.script("d.cmd", notApplicable));
      windows.answer("dism", "startcomponentcleanup", -2146498554);

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.guest().facts("update.installed"))
          .containsExactly("KB2919442", "KB9999999", "KB2919355");
      assertThat(result.guest().facts("update.not-applicable"))
          .singleElement()
          .asString()
          .contains("d-kb8888888.msu");
      assertThat(result.said())
          .contains(
              "Windows is busy, 0x800f0806",
              "warning: replaced components stay, and the image is larger for it: dism ended with"
                  + " 0x800f0806");
      assertThat(result.guest().facts("components.kept")).containsExactly("0x800f0806");
      assertThat(result.boots()).hasSizeLessThanOrEqualTo(3);
      assertThat(windows.calls("dism"))
          .filteredOn(call -> call.contains("startcomponentcleanup"))
          .hasSize(14);
    }
  }

  /** An update before its servicing stack (rgl/packer-plugin-windows-update issue 15). */
  @Tag("slow")
  @Test
  void aPackageThatFailsForEverDoesNotKeepTheOthersBackAndIsNamedWithItsCode() {
    GuestRecipe recipe =
        new GuestRecipe()
            .updates("{ packages: msu/ }")
            .file("msu/a-kb1.msu", "")
            .file("msu/b-kb2.msu", "");
    try (StandInBuild build = machine(recipe)) {
      build.windows().answer("wusa", "a-kb1", -2146498525);

      RunResult result = build.run("update");

      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.guest().facts("update.installed")).containsExactly("KB2");
      assertThat(result.guest().facts("update.failed")).containsExactly("KB1 0x800f0823");
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
    }
  }

  /** chocolatey/boxstarter issue 93; OctopusDeploy/Library pull request 711. */
  @Tag("slow")
  @Test
  void aPolicyOfTheUserForWsusComesBackThoughTheServiceWillNotBeStopped() {
    String policy = "HKLM\\Software\\Policies\\Microsoft\\Windows\\WindowsUpdate";
    GuestRecipe recipe = new GuestRecipe().updates("{ wsus: 'http://wsus.example.org:8530' }");
    try (StandInBuild build = machine(recipe)) {
      StandInWindows windows = build.windows();
      windows.prelude("service", STOPPING);
      windows.registry().set(policy, "WUServer", "http://wsus.user.example.org");
      windows.updates("[KB5000001]\ninstall=ok+reboot\n");

      RunResult result = build.run("update");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.said())
          .contains("the service wuauserv does not stop and is StopPending after 60 s");
      assertThat(windows.calls()).anyMatch(call -> call.endsWith(", server 1"));
      assertThat(windows.registry().value(policy, "WUServer"))
          .contains("http://wsus.user.example.org");
      assertThat(windows.registry().value(policy, "WUStatusServer")).isEmpty();
      assertThat(windows.registry().value(policy + "\\AU", "UseWUServer")).isEmpty();
    }
  }

  /** What the host was told of each update, in its order, each once. */
  private static List<String> outcomes(RunResult result) {
    return result.guest().messages().stream()
        .filter(message -> message.event() == GuestMessage.Event.FACT)
        .map(GuestMessage::text)
        .filter(text -> text.startsWith("update.") && !text.startsWith("update.code="))
        .distinct()
        .toList();
  }

  private static StandInBuild machine(GuestRecipe recipe) {
    StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe);
    build.windows().prelude("pauses", SHORT_PAUSES);
    return build.installed();
  }
}
