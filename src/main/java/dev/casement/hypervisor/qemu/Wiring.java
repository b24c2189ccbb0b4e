package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a machine's serial port, monitor and TPM are connected.
 *
 * @param channels the arguments for serial port, monitor and screen, and QEMU's action when the
 *     guest ends
 * @param tpm the socket on which swtpm listens
 */
record Wiring(List<String> channels, Path tpm) {
  Wiring {
    channels = List.copyOf(channels);
  }

  /**
   * Connects the machine to Casement, which listens on the sockets of the serial port and of QMP
   * before QEMU starts and connects. So no byte is lost and no polling is needed.
   *
   * <p>After a guest has powered off or panicked, QEMU stays until it is told to quit. So its last
   * screen can be saved, and a power-off can be told from a crash of QEMU. The screen is a Unix
   * socket in a private directory, never TCP.
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
   * Connects the machine to a script: the serial port to a file, the monitor to standard input and
   * output, the screen to a socket in /tmp.
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
   * Connects the machine to a terminal, when it is started by hand: the serial port to standard
   * input and output, the screen to a socket in /tmp.
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
