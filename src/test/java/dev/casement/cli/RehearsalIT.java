package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.rehearsal.RehearsalMedia;
import dev.casement.openstack.TestCloud;
import dev.casement.pipeline.Builds;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Whole rehearsals on real QEMU machines, run as a user runs them. */
class RehearsalIT {
  @TempDir Path output;

  /** As README.md has it, watched in a browser, and into an image store. */
  @ResourceLock(TestCloud.LOCK)
  @Test
  void goesAllTheWayFromInstallMediaToAnImageStore() throws IOException {
    TestCloud cloud = TestCloud.ready();
    PageVisitor visitor = new PageVisitor();
    RehearsalRun run =
        new RehearsalRun(
            visitor,
            cloud.environment(),
            output,
            "--progress=json",
            "--web=127.0.0.1:0",
            "--boot",
            "--publish",
            "--cloud=builder",
            "--allow-rehearsal",
            "--name=rehearsed");

    assertCameUp(run.assertImageIsMade("rehearsal-windows-server-2022-uefi"));
    assertThat(output.resolve("trial-boot.png")).isNotEmptyFile();
    List<String> stages = new ArrayList<>(Builds.stages());
    stages.addFirst(RehearsalMedia.STAGE);
    stages.addLast("PublishImage");
    assertThat(stages(run)).isEqualTo(stages);
    assertThat(run.events().getLast().path("event").asString()).isEqualTo("build-finished");
    assertThat(run.err()).matches("live page: \\S+\\R");
    assertSeen(visitor);
    JsonNode image = cloud.ask("builder", "image", "show", "rehearsed");
    assertThat(image.path("status").asString()).isEqualTo("active");
    JsonNode properties = image.path("properties");
    assertThat(properties.path("casement_rehearsal").asString()).isEqualTo("true");
    assertThat(properties.path("hw_firmware_type").asString()).isEqualTo("uefi");
    assertThat(properties.path("hw_machine_type").asString()).isEqualTo("q35");
    Path download = output.resolve("download");
    cloud.openstack("builder", "image", "save", "--file", download.toString(), "rehearsed");
    assertThat(output.resolve("rehearsal-windows-server-2022-uefi.qcow2"))
        .hasSameBinaryContentAs(download);
  }

  /** The stand-in played cloudbase-init's two runs, and Casement heard them. */
  private static void assertCameUp(JsonNode manifest) {
    JsonNode booted = manifest.path("trialBoot");
    assertThat(booted.path("machine").asString()).isEqualTo("virtio disk, uefi");
    assertThat(booted.path("metadataService").asString()).isEqualTo("ConfigDriveService");
    assertThat(booted.path("hostName").asString()).isEqualTo("casement-trial");
    assertThat(booted.path("plugins").values())
        .extracting(JsonNode::asString)
        .contains("SetHostNamePlugin", "CreateUserPlugin", "SetUserPasswordPlugin");
  }

  private static void assertSeen(PageVisitor visitor) {
    assertThat(visitor.screen()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(visitor.activity().get(0).path("disk").isNumber()).isTrue();
    assertThat(visitor.activity().get(0).path("cpus").isNumber()).isTrue();
    assertThat(visitor.events())
        .contains("\"event\":\"build-finished\"")
        .endsWith("event: end\ndata: \n\n");
  }

  private static List<String> stages(RehearsalRun run) {
    return run.events().stream()
        .filter(event -> event.path("event").asString().equals("stage-finished"))
        .map(event -> event.path("stage").asString())
        .toList();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({
    "hang,25,SILENT_GUEST,% of a processor",
    "no-signoff,21,NO_SIGN_OFF,without signing off",
    "crash,23,GUEST_PANIC,panicked"
  })
  void eachWayToGoWrongIsAFailureOfItsOwn(
      String fault, int exitCode, Failure failure, String words) {
    assertFails(fault, exitCode, failure, words);
  }

  @Tag("slow")
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({
    "reboot-loop,24,REBOOT_LOOP,in a row",
    "failed-step,20,GUEST,failed in the guest",
    "wrong-token,21,NO_SIGN_OFF,token"
  })
  void soIsEachThatUnitTestsShowToo(String fault, int exitCode, Failure failure, String words) {
    assertFails(fault, exitCode, failure, words);
  }

  private void assertFails(String fault, int exitCode, Failure failure, String words) {
    RehearsalRun run = failing(fault);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(exitCode);
    assertThat(run.err()).contains(words).contains("evidence:").contains("next:");
    assertThat(run.evidence("failure.txt")).content().contains("failure: " + failure);
    assertThat(run.evidence("replay.sh")).content().contains("qemu-system-x86_64");
    assertThat(run.evidence("screen.png")).isNotEmptyFile();
    assertThat(run.evidence("report.html"))
        .content()
        .contains("--release windows-7 --architecture amd64 --firmware bios --fault " + fault);
    run.assertNothingIsLeft("rehearsal-windows-7-bios");
  }

  @Tag("slow")
  @Test
  void namesWhyWindowsIsNotGeneralized() {
    RehearsalRun run = failing("fail-sysprep");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.GUEST.exitCode());
    assertThat(run.err())
        .contains("step \"sysprep\" failed in the guest", "protocol.log")
        .contains("its disk says why: sysprep fails on the Store app Stand.In_1.0")
        .contains("set cleanUp.storeApps to remove");
    assertThat(run.evidence("diagnosis.txt")).content().contains("Stand.In_1.0");
    assertThat(run.evidence("windows-system32-sysprep-panther-setuperr.log"))
        .content()
        .contains("0x80073cf2");
    assertThat(run.evidence("protocol.log"))
        .content()
        .contains("setuperr.log", "Package Stand.In_1.0 was installed for a user", "0x80073cf2")
        .contains("sysprep.imageState=IMAGE_STATE_COMPLETE");
    run.assertNothingIsLeft("rehearsal-windows-7-bios");
  }

  @Tag("slow")
  @Test
  void namesAFullDiskInTheGuest() {
    RehearsalRun run = failing("fill-disk");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.GUEST.exitCode());
    assertThat(run.err()).contains("step \"drivers\" failed in the guest: exit code 112");
    assertThat(run.evidence("protocol.log"))
        .content()
        .contains("There is not enough space on the disk.", "disk.freeBytes=0");
    run.assertNothingIsLeft("rehearsal-windows-7-bios");
  }

  /** A flood of noise that ends does no harm, and one that does not is no sign of life. */
  @Tag("slow")
  @Test
  void survivesAFloodAndKeepsLittleOfIt() {
    RehearsalRun run = failing("flood-serial");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.SILENT_GUEST.exitCode());
    assertThat(run.err()).contains("nothing new", "during step \"guest-agent\"");
    assertThat(run.evidence("protocol.log"))
        .content()
        .hasSizeLessThan(1 << 20)
        .contains("foreign progress drivers")
        .contains("finished drivers")
        .contains("started guest-agent");
    // More than a mebibyte of noise came before the step's end.
    assertThat(run.evidence("serial.log").toFile().length()).isBetween(1L << 20, 16L << 20);
    run.assertNothingIsLeft("rehearsal-windows-7-bios");
  }

  @Tag("slow")
  @Test
  void anInstanceWhoseCloudbaseInitFailsIsNoGoodImage() {
    RehearsalRun run = failing("fail-plugin");

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.VERIFY.exitCode());
    assertThat(run.err())
        .contains("trial boot (virtio disk, bios): cloudbase-init reports errors")
        .contains("Cannot add user to group \"Administrators\"");
    assertThat(run.evidence("serial.log"))
        .content()
        .contains("Executing plugin 'CreateUserPlugin'");
    assertThat(run.evidence("screen.png")).isNotEmptyFile();
    assertThat(output.resolve("rehearsal-windows-7-bios.qcow2")).doesNotExist();
  }

  private RehearsalRun failing(String fault) {
    return new RehearsalRun(output, "--release", "windows-7", "--fault", fault);
  }
}
