package dev.casement.hypervisor.qemu;

import static dev.casement.hypervisor.qemu.QemuRuns.PATIENCE;
import static dev.casement.hypervisor.qemu.QemuRuns.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.media.NoPromptBoot;
import dev.casement.process.HostCommand;
import dev.casement.units.DataSize;
import dev.casement.windows.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which boot image of a CD a machine with OVMF starts, and when its disk comes first. */
class QemuBootIT {
  /** What is known about the host's accelerator is shared by all tests. */
  @TempDir static Path cache;

  @TempDir Path directory;

  private QemuRuns runs;
  private Path disk;
  private Path iso;

  @BeforeEach
  void makeMedia() throws IOException {
    runs = QemuRuns.in(directory, cache);
    disk = directory.resolve("disk.raw");
    new QemuImg(runs.runner()).create(disk, DiskFormat.RAW, DataSize.mebibytes(64));
    iso = installCd();
  }

  @Test
  void anOverlayMakesTheCdBootTheImageThatAsksNobody() throws Exception {
    byte[] before = Files.readAllBytes(iso);
    BootPrompt prompt = bypass();
    Machines machine = machine(prompt);
    assertThat(runs.qemu().awaitsKey(prompt)).isFalse();

    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(says(vm)).isEqualTo("the cd, at once");
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
    assertThat(iso).hasBinaryContent(before);
  }

  @Test
  void withoutOneItBootsTheImageThatAsks() throws Exception {
    BootPrompt prompt = new BootPrompt(Optional.empty());
    Machines machine = machine(prompt);
    assertThat(runs.qemu().awaitsKey(prompt)).isTrue();

    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(says(vm)).isEqualTo("the cd, after a key");
    }
  }

  /** Or a CD that asks nobody would begin Setup again at each of Setup's own restarts. */
  @Test
  void aDiskThatHasBecomeBootableComesBeforeACdThatAsksNobodyAtEachReset() throws Exception {
    Machines machine = machine(bypass());
    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(says(vm)).isEqualTo("the cd, at once");
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
    // The firmware's variables, which name the CD by now, are kept.
    EfiGuest.saysAndResets("the disk").writeBootImage(disk, runs.runner());

    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(sayings(vm, 3)).containsOnly("the disk");
    }
  }

  /** What the guest says until it has said it and reset so often; the two come on two sockets. */
  private static List<String> sayings(VirtualMachine vm, int times) throws InterruptedException {
    List<String> sayings = new ArrayList<>();
    int resets = 0;
    while (sayings.size() < times || resets < times) {
      switch (next(vm)) {
        case MachineEvent.SerialLine(String text) -> {
          if (text.startsWith("the ")) {
            sayings.add(text);
          }
        }
        case MachineEvent.Reset() -> resets++;
        case MachineEvent other -> assertThat(other).isEqualTo(new MachineEvent.Reset());
      }
    }
    return sayings;
  }

  private BootPrompt bypass() {
    NoPromptBoot boot = NoPromptBoot.of(iso).orElseThrow();
    return new BootPrompt(Optional.of(new BootPrompt.Bypass(boot.position(), boot.sector())));
  }

  private Machines machine(BootPrompt prompt) {
    return Machines.bios(disk, DiskFormat.RAW)
        .firmware(Firmware.UEFI)
        .size(1, DataSize.mebibytes(256))
        .cds(iso)
        .prompt(prompt);
  }

  /** The guest's next line; the firmware writes there, too. */
  private static String says(VirtualMachine vm) throws InterruptedException {
    while (true) {
      MachineEvent event = next(vm);
      assertThat(event).isInstanceOf(MachineEvent.SerialLine.class);
      String text = ((MachineEvent.SerialLine) event).text();
      if (text.startsWith("the ")) {
        return text;
      }
    }
  }

  private Path installCd() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree/efi/microsoft/boot"));
    Files.write(directory.resolve("tree/boot.bin"), new byte[2048]);
    EfiGuest.saysAndPowersOff("the cd, after a key")
        .writeBootImage(tree.resolve("efisys.bin"), runs.runner());
    EfiGuest.saysAndPowersOff("the cd, at once")
        .writeBootImage(tree.resolve("efisys_noprompt.bin"), runs.runner());
    Path cd = directory.resolve("windows, 11.iso");
    runs.runner()
        .runOk(
            HostCommand.of(
                PATIENCE,
                "genisoimage",
                "-quiet",
                "-udf",
                "-eltorito-boot",
                "boot.bin",
                "-no-emul-boot",
                "-eltorito-alt-boot",
                "-e",
                "efi/microsoft/boot/efisys.bin",
                "-no-emul-boot",
                "-o",
                cd.toString(),
                directory.resolve("tree").toString()));
    return cd;
  }
}
