package dev.casement.cli.command;

import dev.casement.cli.cleaning.CloudBuildCleaning;
import dev.casement.cli.cleaning.CloudCleaning;
import dev.casement.cli.cleaning.LeftoverCleaning;
import dev.casement.cli.cleaning.Removal;
import dev.casement.cli.cleaning.StoreTable;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.openstack.OpenStackHypervisor;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.store.Pruning;
import dev.casement.pipeline.store.Store;
import dev.casement.pipeline.store.Stored;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Removes what killed builds left behind and what is no longer wanted, and shows the rest. */
@picocli.CommandLine.Command(
    name = "clean",
    description = {
      "Remove what killed builds left behind: programs, machines, files; and show what else is"
          + " there, with sizes and ages. Caches are removed only with --keep or --cache-size.",
      "Removes only what Casement made with this --work-dir. What belongs to running builds stays."
          + " The machine of a running script of plan --script does not: do not run clean at the"
          + " same time."
    },
    sortOptions = false)
final class CleanCommand implements Command {
  private static final class Sizes implements ITypeConverter<DataSize> {
    @Override
    public DataSize convert(String text) {
      try {
        return DataSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Remove checkpoints, except for the newest N of each recipe and stage and those that"
              + " these continue.")
  private @Nullable Integer keep;

  @Option(
      names = "--cache-size",
      paramLabel = "SIZE",
      description =
          "Remove checkpoints, downloads and rehearsal media, those that have not been used for"
              + " the longest time first, until the rest takes no more than this, such as 100G.",
      converter = Sizes.class)
  private @Nullable DataSize cacheSize;

  @Option(names = "--failed", description = "Also remove what failed builds were told to keep.")
  private boolean failed;

  @Option(names = "--dry-run", description = "Say what would be removed, and remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The parent of builds' output directories, whose evidence is shown.",
      defaultValue = "./out")
  private Path output = Path.of("./out");

  @Option(
      names = "--cloud",
      paramLabel = "NAME",
      description =
          "Also delete what killed builds and trials of images left in this cloud of clouds.yaml,"
              + " and its checkpoints where they are to go; may be repeated.")
  private List<String> clouds = List.of();

  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    if (keep != null && keep < 0) {
      throw new BuildException(
          Failure.USAGE, "--keep " + keep + " is not a number of checkpoints", "give 0 or more");
    }
    PrintStream out = surroundings.out();
    Removal removal = new Removal(out, dryRun);
    new LeftoverCleaning(surroundings.commands().get(), work.directory(), failed, out, removal)
        .run();
    List<OpenStackHypervisor> builders = builders(surroundings);
    Checkpoints checkpoints = checkpoints(surroundings, List.copyOf(builders));
    new CloudCleaning(clouds, surroundings, removal).run();
    new CloudBuildCleaning(work.directory(), failed, checkpoints, removal).run(builders);
    for (Path unreadable : checkpoints.unreadable()) {
      removal.of(
          "the checkpoint " + unreadable.getFileName() + ", which cannot be used",
          () -> checkpoints.deleteUnreadable(unreadable));
    }
    Store store = new Store(work.directory(), output.toAbsolutePath().normalize(), checkpoints);
    prune(store, removal);
    if (!removal.anything()) {
      out.println("nothing to remove");
    }
    List<Stored> left = store.all();
    out.print(new StoreTable(left, surroundings.clock().instant()));
    warnIfTooMuch(left, out);
    return 0;
  }

  private void prune(Store store, Removal removal) {
    OptionalInt newest = keep == null ? OptionalInt.empty() : OptionalInt.of(keep);
    for (Stored each : Pruning.choose(store.all(), newest, Optional.ofNullable(cacheSize))) {
      removal.of(
          "the %s %s (%s)".formatted(each.kind(), each.name(), new DataSize(each.size())),
          () -> store.delete(each));
    }
  }

  private void warnIfTooMuch(List<Stored> left, PrintStream out) {
    if (cacheSize != null && !dryRun && Pruning.sizeOfCaches(left) > cacheSize.bytes()) {
      out.println("more than --cache-size: what running builds use stays");
    }
  }

  private List<OpenStackHypervisor> builders(Surroundings surroundings) {
    CloudBuilders builders =
        new CloudBuilders(surroundings.commands().get(), work.directory(), surroundings);
    return clouds.stream().map(builders::ofCloud).toList();
  }

  /** Unreadable ones are removed, so nobody need be warned of them. */
  private Checkpoints checkpoints(Surroundings surroundings, List<Hypervisor> inClouds) {
    // The programs of this host keep disks as files, which any of them deletes.
    Hypervisor any =
        HypervisorOptions.make(
            HypervisorKind.QEMU,
            surroundings.commands().get(),
            work.directory(),
            surroundings.clock(),
            false);
    return new Checkpoints(work.directory(), any, inClouds, _ -> {});
  }
}
