package dev.casement.cli.output;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a command prints data. */
public final class OutputFormat {
  private enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Formats extends Words<Format> {
    Formats() {
      super(List.of(Format.values()));
    }
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: text).",
      completionCandidates = Formats.class,
      converter = Formats.class)
  private Format format = Format.TEXT;

  public boolean json() {
    return format == Format.JSON;
  }
}
