package dev.casement.cli.trial;

import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.Surroundings;
import dev.casement.disk.VirtualDisk;
import dev.casement.pipeline.trial.ImageTrial;
import dev.casement.pipeline.trial.Trial;
import dev.casement.pipeline.trial.TrialLimits;
import dev.casement.pipeline.trial.TrialMachine;
import dev.casement.recipe.Limits;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.units.Durations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether and how to boot a throw-away copy of an image. */
public final class TrialOptions {
  /** As for a build: VirtualBox may take long to switch a machine off. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final class Times implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Option(
      names = "--boot",
      description = {
        "Also boot a throw-away copy of IMAGE as a cloud would, until cloudbase-init has done its"
            + " work; not if there is an error without that."
      })
  private boolean boot;

  @Option(
      names = "--boot-limit",
      paramLabel = "TIME",
      description = "How long the boot may take (default: ${DEFAULT-VALUE}).",
      defaultValue = "15m",
      converter = Times.class)
  private Duration limit = Duration.ofMinutes(15);

  @Option(
      names = "--screenshot",
      paramLabel = "FILE",
      description = "Keep the last screen of a boot that went well as this PNG file.")
  private @Nullable Path screenshot;

  public boolean asked() {
    return boot;
  }

  /**
   * Boots an image.
   *
   * @throws BuildException VERIFY when an instance would not come up as it should
   */
  public Trial run(
      VirtualDisk image, TrialMachine machine, ImageTrial trial, Surroundings surroundings) {
    try (Interrupts _ = new Interrupts(Thread.currentThread(), surroundings.err(), PATIENCE)) {
      return trial.run(machine, image, limits(), Optional.ofNullable(screenshot));
    }
  }

  private TrialLimits limits() {
    return new TrialLimits(
        limit, Limits.defaults().resets(), "raise --boot-limit if the host is slow");
  }

  /** Tells people about the progress of a boot. */
  public static BuildListener printing(PrintStream out) {
    return event -> {
      switch (event) {
        case BuildEvent.StageProgress progress -> out.println(progress.text());
        case BuildEvent.Warning warning -> out.println("warning: " + warning.text());
        default -> {}
      }
    };
  }

  /** For people. */
  public static String text(Trial trial) {
    StringBuilder text = new StringBuilder();
    trial.doubts().forEach(doubt -> text.append("warning: ").append(doubt).append('\n'));
    return text.append("trial boot (%s): %s%n".formatted(trial.machine(), trial.summary()))
        .toString();
  }

  /** For programs. */
  public static Map<String, Object> json(Trial trial) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("machine", trial.machine());
    object.put("seconds", trial.elapsed().toMillis() / 1000.0);
    object.put("resets", trial.resets());
    trial.cloudbaseInit().ifPresent(version -> object.put("cloudbaseInit", version));
    trial.metadataService().ifPresent(service -> object.put("metadataService", service));
    trial.hostName().ifPresent(name -> object.put("hostName", name));
    object.put("plugins", trial.plugins());
    object.put("warnings", trial.warnings());
    object.put("excused", trial.excused());
    return object;
  }
}
