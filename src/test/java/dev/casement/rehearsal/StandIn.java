package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.rehearsal.Rehearsal;
import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestProtocol;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine that the stand-in runs in, started by a plain QEMU command: unlike the machines of a
 * build it has a second serial port, where the stand-in says what its screen shows.
 */
final class StandIn implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final HostProcess qemu;
  private final Path protocol;
  private final Path screen;

  private StandIn(HostProcess qemu, Path protocol, Path screen) {
    this.qemu = qemu;
    this.protocol = protocol;
    this.screen = screen;
  }

  /** Starts a BIOS machine that boots from its disk, or else from the first CD. */
  static StandIn start(Path directory, Path disk, Optional<Path> floppy, Path... cds) {
    Path protocol = directory.resolve("com1");
    Path screen = directory.resolve("com2");
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of("qemu-system-x86_64", "-nodefaults", "-machine", "pc"));
    argv.addAll(List.of("-accel", "tcg,tb-size=" + Rehearsal.TRANSLATIONS.toMebibytes()));
    argv.addAll(List.of("-cpu", "max", "-smp", "2", "-m", "768", "-device", "VGA"));
    argv.addAll(List.of("-display", "none", "-device", "pvpanic"));
    argv.addAll(List.of("-serial", "file:" + protocol, "-serial", "file:" + screen));
    argv.addAll(drive("disk", disk, "qcow2", ",cache=unsafe"));
    argv.addAll(List.of("-device", "virtio-blk-pci,drive=disk,bootindex=1"));
    floppy.ifPresent(
        image -> argv.addAll(List.of("-drive", "if=floppy,format=raw,readonly=on,file=" + image)));
    for (int i = 0; i < cds.length; i++) {
      argv.addAll(drive("cd" + i, cds[i], "raw", ",readonly=on"));
      String place = ",bus=ide." + i / 2 + ",unit=" + i % 2 + ",bootindex=" + (i + 2);
      argv.addAll(List.of("-device", "ide-cd,drive=cd" + i + place));
    }
    HostProcess qemu =
        new SystemCommandRunner()
            .start(HostCommand.of(PATIENCE, argv), directory.resolve("qemu.log"));
    return new StandIn(qemu, protocol, screen);
  }

  private static List<String> drive(String id, Path file, String format, String more) {
    return List.of("-drive", "if=none,id=" + id + ",format=" + format + ",file=" + file + more);
  }

  /** Waits until the screen says this, and returns all it has said. */
  String awaitScreen(String text) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (qemu.isAlive() && Instant.now().isBefore(deadline) && !shown().contains(text)) {
      Thread.sleep(100);
    }
    assertThat(shown()).contains(text);
    return shown();
  }

  /** Waits until the machine has powered itself off, and returns the guest's messages. */
  List<GuestMessage> awaitPowerOff() throws InterruptedException {
    assertThat(qemu.waitFor(PATIENCE)).as("powered off; its screen said:%n%s", shown()).isTrue();
    assertThat(qemu.exitCode()).hasValue(0);
    return messages();
  }

  List<GuestMessage> messages() {
    return read(protocol).lines().map(GuestProtocol::parse).flatMap(Optional::stream).toList();
  }

  String shown() {
    return read(screen);
  }

  boolean isRunning() {
    return qemu.isAlive();
  }

  @Override
  public void close() {
    qemu.close();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
