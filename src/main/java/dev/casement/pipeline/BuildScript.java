package dev.casement.pipeline;

import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.Scripting;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.output.PackageImage;
import dev.casement.pipeline.run.GuestRun;
import dev.casement.pipeline.run.RunMachine;
import dev.casement.process.HostCommand;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A POSIX shell script that builds an image by hand: the commands of a build, in order, from the
 * same argument lists.
 *
 * <p>The script does not watch for hung guests, collect evidence or write a manifest.
 */
final class BuildScript {
  private static final Duration ANY = Duration.ofMinutes(1);

  private static final String FUNCTIONS =
      """
      set -eu
      umask 077

      need() {
        [ -f "$1" ] || { echo "$1 does not exist" >&2; exit 1; }
      }
      need_setup_medium() {
        [ -f "$1" ] || { echo "$1 does not exist: casement plan RECIPE --script --write-media" >&2; exit 1; }
      }
      new() {
        [ ! -e "$1" ] || { echo "$1 already exists: move it" >&2; exit 1; }
      }
      # The guest's last message of a run; a guest that powers off without it has not done its work.
      signed_off() {
        grep -q 'CASEMENT/1 [0-9a-f]* [0-9]* finished sign-off' "$1" ||
          { echo "the guest powered off without sign-off: see $1" >&2; exit 1; }
      }
      """;

  private final Recipe recipe;
  private final BuildDirectories directories;
  private final Hypervisor hypervisor;
  private final Scripting scripting;
  private final StringBuilder text = new StringBuilder();

  BuildScript(
      Recipe recipe, BuildDirectories directories, Hypervisor hypervisor, Scripting scripting) {
    this.recipe = recipe;
    this.directories = directories;
    this.hypervisor = hypervisor;
    this.scripting = scripting;
  }

  /**
   * Writes the script.
   *
   * @param runs in order; the first installs onto an empty disk
   */
  String of(List<GuestRun> runs, String casementVersion) {
    DiskHandle disk = scripting.disk(directories.work());
    VirtualDisk file = scripting.file(disk);
    text.append(
        """
        #!/bin/sh
        # Builds %s by hand, with %s: what `casement build` does,
        # but for its watch over the guest, its evidence and its record. Written by Casement %s.
        # What is in the way of a second run: the disk, and a machine that was left behind.
        """
            .formatted(recipe.name(), hypervisorName(), casementVersion));
    text.append(FUNCTIONS);
    chapter("What must exist, and what must not");
    runs.forEach(this::needs);
    Path image = PackageImage.imagePath(recipe, directories);
    command("new", file.path());
    command("new", image);
    command("mkdir", "-p", directories.state(), directories.output());
    chapter("An empty disk");
    lines(scripting.createDisk(disk, recipe.machine().disk()));
    for (int i = 0; i < runs.size(); i++) {
      run(i + 1, runs.get(i), disk);
    }
    chapter("The image");
    VirtualDisk target = new VirtualDisk(image, recipe.image().format());
    lines(QemuImg.convertByHand(file, target, recipe.image().clusters()));
    lines("echo 'done:'");
    command("ls", "-l", image);
    return text.toString();
  }

  /** The hypervisor's description on one line. */
  private String hypervisorName() {
    try {
      return Printable.line(hypervisor.engine().inShort());
    } catch (BuildException e) {
      if (e.failure() == Failure.MISSING_TOOL) {
        // The script may be meant for another host.
        return hypervisor.kind().id();
      }
      throw e;
    }
  }

  private void needs(GuestRun run) {
    if (run.withInstallMedia()) {
      Media media = run.media().source().media();
      command("need", media.start().path());
      media.drivers().ifPresent(drivers -> command("need", drivers.path()));
    }
    run.media().floppy().ifPresent(floppy -> command("need_setup_medium", floppy));
    run.media().cds().forEach(cd -> command("need_setup_medium", cd));
  }

  private void run(int number, GuestRun run, DiskHandle disk) {
    String name = run.media().job().run();
    chapter(String.format(Locale.ROOT, "VM run %d: %s", number, name.toLowerCase(Locale.ROOT)));
    Path logs = directories.logs(name);
    command("mkdir", "-p", logs);
    MachineSpec machine =
        new RunMachine(recipe, directories)
            .of(run, disk, (image, sharing) -> scripting.medium(image));
    lines(scripting.run(machine, logs));
    command("signed_off", logs.resolve(Hypervisor.SERIAL_LOG));
  }

  private void chapter(String title) {
    text.append("\n# == ").append(title).append('\n');
  }

  private void lines(String lines) {
    text.append(lines.stripTrailing()).append('\n');
  }

  private void command(Object... words) {
    List<String> argv = Arrays.stream(words).map(Object::toString).toList();
    lines(HostCommand.of(ANY, argv).replay());
  }
}
