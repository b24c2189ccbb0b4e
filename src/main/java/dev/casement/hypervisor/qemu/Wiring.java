package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a machine's serial port, monitor and TPM lead.
 *
 * @param channels the arguments for serial port, monitor and screen, and what QEMU does when the
 *     guest ends
 * @param tpm the socket on which swtpm listens
 */
record Wiring(List<String> channels, Path tpm) {
  Wiring {
    channels = List.copyOf(channels);
  }

  /**
   * To Casement: it listens on the sockets of the serial port and of QMP before QEMU starts and
   * connects, so no byte is lost and nothing has to be polled.
   *
   * <p>A guest that has powered off, or panicked, stays where it is until it is told to quit: its
   * last screen can be had, and an end that the guest wanted is told apart from QEMU's own. The
   * screen is on a Unix socket in a private directory, never on TCP.
   */
  static Wiring toCasement(RunDirectory directory) {
    return new Wiring(
        List.of(
            "-chardev",
            "socket,id=serial0,path=" + Option.escape(directory.serial()),
            "-serial",
            "chardev:serial0",
            "-chardev",
            "socket,id=qmp0,path=" + Option.escape(directory.qmp()),
            "-mon",
            "chardev=qmp0,mode=control",
            "-vnc",
            "unix:" + Option.escape(directory.vnc()),
            "-action",
            "panic=pause,shutdown=pause"),
        directory.tpm());
  }

  /**
   * To a script: the serial port into a file, QEMU's monitor to its input and output, the screen to
   * a socket in /tmp.
   */
  static Wiring toScript(String machineName, Path serialLog) {
    return new Wiring(
        List.of(
            "-chardev",
            "file,id=serial0,path=" + Option.escape(serialLog),
            "-serial",
            "chardev:serial0",
            "-monitor",
            "stdio",
            "-vnc",
            "unix:/tmp/casement-" + machineName + ".vnc",
            "-action",
            "panic=shutdown"),
        Path.of("/tmp/casement-" + machineName + ".tpm"));
  }

  /**
   * To a terminal, for a machine started by hand: the serial port is its input and output, the
   * screen is on a socket in /tmp.
   */
  static Wiring toTerminal(String machineName) {
    return new Wiring(
        List.of(
            "-serial",
            "stdio",
            "-monitor",
            "none",
            "-vnc",
            "unix:/tmp/casement-" + machineName + ".vnc",
            "-action",
            "panic=pause"),
        Path.of("/tmp/casement-" + machineName + ".tpm"));
  }
}
