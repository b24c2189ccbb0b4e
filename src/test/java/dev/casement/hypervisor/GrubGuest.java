package dev.casement.hypervisor;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A guest that is a script of GRUB's: it begins on the boot DVD, goes on with a script on a second
 * DVD, and powers off. It breaks lines after 80 characters.
 *
 * @param floppy with the first part of the script, if the machine has such a drive
 */
public record GrubGuest(Path bootDvd, Path secondDvd, Optional<Path> floppy) {
  private static final String FLOPPY_SCRIPT = "source (fd0)/says.cfg\n";

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
      """;

  private static final String SECOND =
      """
      insmod pata
      search --no-floppy --file --set=second /second.cfg
      source ($second)/second.cfg
      halt
      """;

  /** Writes its media; the first part of the script is on the floppy. */
  public static GrubGuest write(Path directory, String floppyScript, String secondScript)
      throws IOException {
    GrubGuest cds = writeCds(directory, FLOPPY_SCRIPT, secondScript);
    Path says = Files.writeString(directory.resolve("says.cfg"), floppyScript);
    Path floppy = directory.resolve("setup.img");
    run("mformat", "-C", "-f", "1440", "-i", floppy, "::");
    run("mcopy", "-i", floppy, says, "::says.cfg");
    return new GrubGuest(cds.bootDvd, cds.secondDvd, Optional.of(floppy));
  }

  /** Writes the media of a machine without a floppy drive. */
  public static GrubGuest writeCds(Path directory, String bootScript, String secondScript)
      throws IOException {
    Path bootTree = Files.createDirectories(directory.resolve("boot/boot/grub"));
    Files.writeString(bootTree.resolve("grub.cfg"), BOOT + bootScript + "\n" + SECOND);
    Path secondTree = Files.createDirectories(directory.resolve("second"));
    Files.writeString(secondTree.resolve("second.cfg"), secondScript);
    GrubGuest guest =
        new GrubGuest(
            directory.resolve("boot.iso"), directory.resolve("second.iso"), Optional.empty());
    run(
        "grub-mkrescue",
        "-d",
        "/usr/lib/grub/i386-pc",
        "-o",
        guest.bootDvd,
        directory.resolve("boot"));
    run("genisoimage", "-quiet", "-R", "-o", guest.secondDvd, secondTree);
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
