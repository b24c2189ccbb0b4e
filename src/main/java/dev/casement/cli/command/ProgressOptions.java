package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ConsoleStyle;
import dev.casement.cli.output.ProgressListener;
import dev.casement.cli.output.WordList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Option;

/** How a build shows its progress. */
final class ProgressOptions {
  /** The ways by their words. */
  static final class Words extends WordList {
    Words() {
      super(List.of("auto", "plain", "json"));
    }
  }

  @Option(
      names = "--progress",
      paramLabel = "WAY",
      description =
          "${COMPLETION-CANDIDATES}: a live line on a terminal and plain lines elsewhere, always"
              + " plain lines, or one JSON object a line (default: auto).",
      completionCandidates = Words.class,
      converter = Words.class)
  private String way = "auto";

  /** What shows a build. */
  ProgressListener listener(Surroundings surroundings) {
    if (way.equals("json")) {
      return ProgressListener.json(surroundings.out());
    }
    if (way.equals("plain") || !canShowLiveLine(surroundings)) {
      return ProgressListener.plain(surroundings.out());
    }
    // https://no-color.org: there and not empty means no
    boolean colour = surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    boolean unicode = surroundings.out().charset().equals(StandardCharsets.UTF_8);
    return ProgressListener.console(
        surroundings.out(), new ConsoleStyle(colour, unicode), surroundings.clock());
  }

  private static boolean canShowLiveLine(Surroundings surroundings) {
    String terminal = surroundings.environment().getOrDefault("TERM", "dumb");
    return !terminal.isEmpty()
        && !terminal.equals("dumb")
        && surroundings.terminal().getAsBoolean();
  }
}
