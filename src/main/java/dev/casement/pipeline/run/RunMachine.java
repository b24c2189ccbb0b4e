package dev.casement.pipeline.run;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.recipe.Recipe;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Describes the machine of each VM run of a build. */
public final class RunMachine {
  private final Recipe recipe;
  private final BuildDirectories directories;

  public RunMachine(Recipe recipe, BuildDirectories directories) {
    this.recipe = recipe;
    this.directories = directories;
  }

  /**
   * The machine of a run.
   *
   * @param media turns an image into a medium
   */
  public MachineSpec of(GuestRun run, DiskHandle disk, Function<Path, MediumHandle> media) {
    return machine(
        run, disk, images(run).stream().map(media).toList(), run.media().floppy().map(media));
  }

  /** The images in the CD drives. */
  private static List<Path> images(GuestRun run) {
    SetupMedia media = run.media();
    WindowsSource source = media.source();
    List<Path> cds = new ArrayList<>();
    if (run.withInstallMedia()) {
      if (source.base().isEmpty()) {
        cds.add(source.media().start().path());
      }
      source.media().drivers().ifPresent(drivers -> cds.add(drivers.path()));
    }
    cds.addAll(media.cds());
    if (run.withInstallMedia()) {
      source.media().features().stream()
          .map(Medium::path)
          .filter(medium -> !Files.isDirectory(medium))
          .forEach(cds::add);
    }
    return cds;
  }

  private MachineSpec machine(
      GuestRun run, DiskHandle disk, List<MediumHandle> cds, Optional<MediumHandle> floppy) {
    WindowsSource source = run.media().source();
    return new MachineSpec(
        recipe.name(),
        source.release(),
        source.image().architecture(),
        source.firmware(),
        recipe.machine().cpus(),
        recipe.machine().memory(),
        recipe.machine().tpm(),
        disk,
        recipe.machine().diskBus(),
        cds,
        floppy,
        run.network(),
        directories.state(),
        WindowsTimeZone.of(recipe.windows().timeZone()).orElse(WindowsTimeZone.UTC),
        run.withInstallMedia() ? FirstBoot.prompt(source) : Optional.empty());
  }
}
