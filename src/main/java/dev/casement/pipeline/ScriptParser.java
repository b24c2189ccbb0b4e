package dev.casement.pipeline;

import static java.util.Objects.requireNonNull;

import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parses PowerShell scripts with the host's {@code pwsh}, if installed, so that syntax errors are
 * reported before a machine starts rather than hours later. Does not run them.
 */
final class ScriptParser {
  /** Allows for a cold start on a slow host and some hundred scripts. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What {@code parse-scripts.ps1} prints: script, kind, line, column, text. */
  private static final Pattern FINDING =
      Pattern.compile("(\\d{1,6})\t(error|warning)\t(\\d{1,9})\t(\\d{1,9})\t(.*)");

  private final CommandRunner commands;

  ScriptParser(CommandRunner commands) {
    this.commands = commands;
  }

  /**
   * The parser's messages, each as {@code FILE:LINE:COLUMN: text}.
   *
   * @param errors what Windows PowerShell cannot parse
   * @param warnings what could not be judged on this host
   */
  record Findings(List<String> errors, List<String> warnings) {
    Findings {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }

    static Findings none() {
      return new Findings(List.of(), List.of());
    }
  }

  /** Parses all scripts in one process; without pwsh there are no findings. */
  Findings parse(List<Path> scripts) {
    if (scripts.isEmpty()) {
      return Findings.none();
    }
    try {
      CommandResult result = commands.run(command(scripts));
      List<String> lines = result.stdout().lines().toList();
      return result.succeeded() && !lines.isEmpty() && lines.getLast().equals("parsed")
          ? findings(scripts, lines)
          : unparsed("ended with exit code " + result.exitCode());
    } catch (BuildException e) {
      if (e.failure() == Failure.MISSING_TOOL) {
        return Findings.none();
      }
      if (e.failure() == Failure.HOST) {
        return unparsed("failed: " + e.what());
      }
      throw e;
    }
  }

  private static Findings unparsed(String why) {
    return new Findings(List.of(), List.of("the PowerShell scripts were not parsed: pwsh " + why));
  }

  private static HostCommand command(List<Path> scripts) {
    String paths =
        scripts.stream()
            .map(script -> base64(script.toString(), false))
            .collect(Collectors.joining(","));
    return new HostCommand(
        List.of(
            Tool.PWSH.program(),
            "-NoProfile",
            "-NonInteractive",
            "-EncodedCommand",
            base64(program(), true)),
        LIMIT,
        Optional.empty(),
        Map.of(
            "CASEMENT_SCRIPTS", paths,
            "POWERSHELL_TELEMETRY_OPTOUT", "1",
            "POWERSHELL_UPDATECHECK", "Off",
            "NO_COLOR", "1"));
  }

  private static String base64(String text, boolean utf16) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(utf16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8));
  }

  private static String program() {
    try (InputStream program =
        requireNonNull(ScriptParser.class.getResourceAsStream("parse-scripts.ps1"))) {
      return new String(program.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Findings findings(List<Path> scripts, List<String> lines) {
    List<MatchResult> found =
        lines.stream()
            .map(FINDING::matcher)
            .filter(Matcher::matches)
            .map(Matcher::toMatchResult)
            .filter(finding -> number(finding, 1) < scripts.size())
            .sorted(
                Comparator.comparingInt((MatchResult finding) -> number(finding, 1))
                    .thenComparingInt(finding -> number(finding, 3))
                    .thenComparingInt(finding -> number(finding, 4)))
            .toList();
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (MatchResult finding : found) {
      (finding.group(2).equals("error") ? errors : warnings)
          .add(
              "%s:%s:%s: %s"
                  .formatted(
                      scripts.get(number(finding, 1)),
                      finding.group(3),
                      finding.group(4),
                      finding.group(5)));
    }
    return new Findings(errors, warnings);
  }

  private static int number(MatchResult finding, int group) {
    return Integer.parseInt(finding.group(group));
  }
}
