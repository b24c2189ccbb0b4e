package dev.casement.pipeline.run;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Sharing;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

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
  public MachineSpec of(
      GuestRun run, DiskHandle disk, BiFunction<Path, Sharing, MediumHandle> media) {
    return machine(
        run,
        disk,
        cds(run, media),
        run.media().floppy().map(image -> media.apply(image, Sharing.OF_RUN)));
  }

  /** The media in the CD drives. */
  private static List<MediumHandle> cds(
      GuestRun run, BiFunction<Path, Sharing, MediumHandle> media) {
    WindowsSource source = run.media().source();
    List<Path> before = new ArrayList<>();
    List<Path> after = new ArrayList<>();
    if (run.withInstallMedia()) {
      if (source.base().isEmpty()) {
        before.add(source.media().start().path());
      }
      source.media().drivers().ifPresent(drivers -> before.add(drivers.path()));
      source.media().features().stream()
          .map(Medium::path)
          .filter(medium -> !Files.isDirectory(medium))
          .forEach(after::add);
    }
    List<MediumHandle> cds = new ArrayList<>();
    before.forEach(image -> cds.add(media.apply(image, Sharing.SHARED)));
    run.media().cds().forEach(image -> cds.add(media.apply(image, Sharing.OF_RUN)));
    after.forEach(image -> cds.add(media.apply(image, Sharing.SHARED)));
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
