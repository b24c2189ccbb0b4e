package dev.casement.cli.output;

import dev.casement.cli.console.Surroundings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a build shows its progress. */
public final class ProgressOptions {
  private enum Way {
    AUTO,
    PLAIN,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Ways extends Words<Way> {
    Ways() {
      super(List.of(Way.values()));
    }
  }

  @Option(
      names = "--progress",
      paramLabel = "WAY",
      description =
          "${COMPLETION-CANDIDATES}: a live line on a terminal and plain lines elsewhere, always"
              + " plain lines, or one JSON object a line (default: auto).",
      completionCandidates = Ways.class,
      converter = Ways.class)
  private Way way = Way.AUTO;

  /** The listener that shows a build's progress. */
  public ProgressListener listener(Surroundings surroundings) {
    return switch (way) {
      case JSON -> ProgressListener.json(surroundings.out());
      case PLAIN -> ProgressListener.plain(surroundings.out());
      case AUTO ->
          canShowLiveLine(surroundings)
              ? ProgressListener.console(
                  surroundings.out(), style(surroundings), surroundings.clock())
              : ProgressListener.plain(surroundings.out());
    };
  }

  /** The listener that shows builds which run at the same time. */
  public BuildsListener ofSeveral(Surroundings surroundings) {
    return switch (way) {
      case JSON -> BuildsListener.json(surroundings.out());
      case PLAIN -> BuildsListener.plain(surroundings.out());
      case AUTO ->
          canShowLiveLine(surroundings)
              ? BuildsListener.console(
                  surroundings.out(), style(surroundings), surroundings.clock())
              : BuildsListener.plain(surroundings.out());
    };
  }

  /** Whether it prints what programs read. */
  public boolean isForPrograms() {
    return way == Way.JSON;
  }

  private static ConsoleStyle style(Surroundings surroundings) {
    // https://no-color.org: there and not empty means no
    boolean colour = surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    boolean unicode = surroundings.out().charset().equals(StandardCharsets.UTF_8);
    return new ConsoleStyle(colour, unicode);
  }

  private static boolean canShowLiveLine(Surroundings surroundings) {
    String terminal = surroundings.environment().getOrDefault("TERM", "dumb");
    return !terminal.isEmpty() && !terminal.equals("dumb") && surroundings.terminal().isPresent();
  }
}
