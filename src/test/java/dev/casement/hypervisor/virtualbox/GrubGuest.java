package dev.casement.hypervisor.virtualbox;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A guest that is a script of GRUB's: from the boot DVD it goes on with a script on the floppy,
 * then with one on a second DVD, and powers off. It breaks lines after 80 characters.
 */
record GrubGuest(Path bootDvd, Path secondDvd, Path floppy) {
  /** GRUB clears the screen of a terminal first: the empty echo ends the line of that. */
  private static final String BOOT =
      """
      serial --unit=0 --speed=115200
      terminal_output serial
      echo
      insmod fat
      insmod iso9660
      insmod search
      insmod halt
      insmod test
      insmod configfile
      insmod sleep
      insmod read
      source (fd0)/says.cfg
      insmod pata
      search --no-floppy --file --set=second /second.cfg
      source ($second)/second.cfg
      halt
      """;

  /** Writes its media. */
  static GrubGuest write(Path directory, String floppyScript, String secondScript)
      throws IOException {
    Path bootTree = Files.createDirectories(directory.resolve("boot/boot/grub"));
    Files.writeString(bootTree.resolve("grub.cfg"), BOOT);
    Path secondTree = Files.createDirectories(directory.resolve("second"));
    Files.writeString(secondTree.resolve("second.cfg"), secondScript);
    Path says = Files.writeString(directory.resolve("says.cfg"), floppyScript);
    GrubGuest guest =
        new GrubGuest(
            directory.resolve("boot.iso"),
            directory.resolve("second.iso"),
            directory.resolve("setup.img"));
    run(
        "grub-mkrescue",
        "-d",
        "/usr/lib/grub/i386-pc",
        "-o",
        guest.bootDvd,
        directory.resolve("boot"));
    run("genisoimage", "-quiet", "-R", "-o", guest.secondDvd, secondTree);
    run("mformat", "-C", "-f", "1440", "-i", guest.floppy, "::");
    run("mcopy", "-i", guest.floppy, says, "::says.cfg");
    return guest;
  }

  private static void run(Object... argv) {
    String[] words = new String[argv.length];
    for (int i = 0; i < argv.length; i++) {
      words[i] = argv[i].toString();
    }
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), words));
  }
}
