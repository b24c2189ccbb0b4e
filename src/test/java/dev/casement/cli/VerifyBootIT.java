package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.pipeline.run.OneStage;
import dev.casement.verify.ImageOfWindows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code casement verify --boot} on real QEMU machines. */
class VerifyBootIT {
  @TempDir Path directory;

  /** Its boot manager is none, so the firmware finds nothing to start. */
  @Test
  void anImageThatDoesNotStartIsNoGoodAndStaysAsItIs() {
    Path image = ImageOfWindows.uefi().build(directory);
    String before = OneStage.sha256(image);
    Shell shell = new Shell();

    assertThat(boot(shell, image, "--boot-limit", "8s")).as(shell.err()).isEqualTo(11);

    assertThat(shell.out()).contains("no errors", "booting a throw-away copy: virtio disk, uefi");
    assertThat(shell.err())
        .contains("cloudbase-init was not heard on the serial port within 8s")
        .contains("raise --boot-limit", "the last screen and the logs are in");
    Path logs = directory.resolve("work/builds/casement-trial-boot/logs/boot");
    assertThat(logs.resolve("screen.png")).isNotEmptyFile();
    assertThat(logs.resolve("serial.log")).exists();
    assertThat(directory.resolve("work/builds/casement-trial-boot/trial/disk.qcow2"))
        .doesNotExist();
    assertThat(OneStage.sha256(image)).isEqualTo(before);
  }

  @Tag("slow")
  @Test
  void aRehearsedImageComesUpAndStaysAsItIs() {
    Path output = directory.resolve("out");
    RehearsalRun run = new RehearsalRun(output, "--release", "windows-7");
    assertThat(run.exitCode()).as(run.said()).isZero();
    Path image = output.resolve("rehearsal-windows-7-bios.qcow2");
    String before = OneStage.sha256(image);
    Path screen = directory.resolve("screen.png");
    Shell shell = new Shell();

    int exitCode =
        boot(
            shell, image, "--format", "json", "--screenshot", screen + "", "--expect", output + "");

    assertThat(exitCode).as(shell.err()).isZero();
    JsonNode booted = JsonMapper.shared().readTree(shell.out()).path("trialBoot");
    assertThat(booted.path("machine").asString()).isEqualTo("virtio disk, bios");
    assertThat(booted.path("hostName").asString()).isEqualTo("casement-trial");
    assertThat(screen).isNotEmptyFile();
    assertThat(directory.resolve("work/builds/casement-trial-boot")).doesNotExist();
    assertThat(OneStage.sha256(image)).isEqualTo(before);
  }

  private int boot(Shell shell, Path image, String... more) {
    List<String> line = new ArrayList<>(List.of("verify", image.toString(), "--boot"));
    line.addAll(List.of("--work-dir", directory.resolve("work").toString()));
    line.addAll(List.of(more));
    return shell.run(line.toArray(String[]::new));
  }
}
