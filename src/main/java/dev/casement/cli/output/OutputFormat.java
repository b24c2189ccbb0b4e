package dev.casement.cli.output;

import java.util.List;
import picocli.CommandLine.Option;

/** How a command prints data. */
public final class OutputFormat {
  /** The formats by their words. */
  static final class Words extends WordList {
    Words() {
      super(List.of("text", "json"));
    }
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: text).",
      completionCandidates = Words.class,
      converter = Words.class)
  private String format = "text";

  public boolean json() {
    return format.equals("json");
  }
}
