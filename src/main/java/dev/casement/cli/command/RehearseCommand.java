package dev.casement.cli.command;

import static java.util.Objects.requireNonNull;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.Words;
import dev.casement.cli.rehearsal.Rehearsal;
import dev.casement.cli.rehearsal.RehearsalMedia;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.output.Publishing;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.VerifySettings;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds from stand-in install media. */
@picocli.CommandLine.Command(
    name = "rehearse",
    description = {
      "Run a whole build against stand-in install media: on a real virtual machine, through every"
          + " stage, in minutes.",
      "The media are built first, from this checkout and from Debian packages."
    },
    sortOptions = false)
public final class RehearseCommand implements Command {
  private static final String FAULT_OF_INSTANCES = "fail-plugin";

  private static final class Releases extends Words<Release> {
    Releases() {
      super(List.of(Release.values()));
    }
  }

  private static final class Firmwares extends Words<Firmware> {
    Firmwares() {
      super(List.of(Firmware.values()));
    }
  }

  private static final class Architectures extends Words<Architecture> {
    Architectures() {
      super(Rehearsal.ARCHITECTURES);
    }
  }

  /** The faults the stand-in can simulate; it reads the name from the setup medium. */
  public static final class Faults extends Words<String> {
    public Faults() {
      super(
          List.of(
              "hang",
              "no-signoff",
              "crash",
              "reboot-loop",
              "failed-step",
              "wrong-token",
              "fail-sysprep",
              "leave-password",
              FAULT_OF_INSTANCES,
              "flood-serial",
              "fill-disk"));
    }
  }

  @Option(
      names = "--release",
      paramLabel = "ID",
      description = "${COMPLETION-CANDIDATES} (default: windows-server-2022).",
      completionCandidates = Releases.class,
      converter = Releases.class)
  private Release release = Release.SERVER_2022;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: amd64).",
      completionCandidates = Architectures.class,
      converter = Architectures.class)
  private Architecture architecture = Architecture.AMD64;

  @Option(
      names = "--firmware",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES} (default: what suits the release).",
      completionCandidates = Firmwares.class,
      converter = Firmwares.class)
  private @Nullable Firmware firmware;

  @Option(
      names = "--fault",
      paramLabel = "NAME",
      description =
          "Make the stand-in misbehave, to see how Casement reacts: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Faults.class,
      converter = Faults.class)
  private @Nullable String fault;

  @Option(
      names = "--boot",
      description =
          "Also boot a throw-away copy of the finished disk, as verify.boot does in a recipe.")
  private boolean boot;

  @Spec private @Nullable CommandSpec command;
  @Mixin private BuildFlags flags = new BuildFlags();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    return new BuildRun(surroundings, flags)
        .run(
            (commands, listener) -> {
              Rehearsal rehearsal = rehearsal();
              RehearsalMedia media =
                  new RehearsalMedia(
                      rehearsal.release(),
                      rehearsal.architecture(),
                      surroundings.home(),
                      flags.workDirectory().resolve("rehearsal-media"));
              Recipe recipe =
                  rehearsal.recipe(
                      media, flags.hypervisorKind(HypervisorKind.QEMU), verifySettings());
              Path output = flags.output(recipe);
              BuildOptions options =
                  flags.options(
                      output,
                      Optional.empty(),
                      Optional.ofNullable(fault),
                      new Reuse.Newest(),
                      invocation(output));
              // Fail before spending minutes on making the media.
              Build.requireNoOutput(recipe, options);
              Optional<Publishing> publishing = flags.publishing(recipe, surroundings);
              publishing.ifPresent(Publishing::requireRehearsalsAllowed);
              media.prepare(commands, listener, surroundings.clock());
              return new BuildRun.Order(recipe, options, publishing, true);
            },
            common.debug());
  }

  /** With what is the default of this version, too. */
  Invocation invocation(Path output) {
    Rehearsal rehearsal = rehearsal();
    return flags.invocation(
        requireNonNull(command),
        List.of(
            "rehearse",
            "--release",
            rehearsal.release().id(),
            "--architecture",
            rehearsal.architecture().toString(),
            "--firmware",
            rehearsal.firmware().toString()),
        output);
  }

  /** A fault of instances is seen only when there is one. */
  private VerifySettings verifySettings() {
    return new VerifySettings(boot || FAULT_OF_INSTANCES.equals(fault), List.of());
  }

  private Rehearsal rehearsal() {
    return firmware == null
        ? Rehearsal.of(release, architecture)
        : new Rehearsal(release, architecture, firmware);
  }
}
