package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.Counted;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.media.DriverMedia;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.report.Printable;
import dev.casement.unattend.lint.DriverFolder;
import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintContext;
import dev.casement.unattend.lint.Linter;
import dev.casement.unattend.lint.rules.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds problems in answer files. */
@picocli.CommandLine.Command(
    name = "lint",
    description = {
      "Find what is wrong with answer files before Windows Setup does.",
      "Exits with 9 when one of them has an error."
    },
    sortOptions = false)
final class LintCommand implements Command {
  @Parameters(
      paramLabel = "ANSWERFILE",
      arity = "1..*",
      description = "Autounattend.xml, or any other answer file.")
  private List<Path> files = List.of();

  @Option(
      names = "--iso",
      paramLabel = "ISO",
      description = "The install medium that the files are for.")
  private Optional<Path> iso = Optional.empty();

  @Option(
      names = "--drivers",
      paramLabel = "ISO",
      description = "The driver medium that the files take drivers from.")
  private Optional<Path> drivers = Optional.empty();

  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    LintContext context =
        new LintContext(iso.map(LintCommand::install), drivers.map(LintCommand::folders));
    List<Finding> findings = new ArrayList<>();
    for (Path file : files) {
      findings.addAll(Rules.linter().lint(file.toString(), read(file), context));
    }
    long errors = findings.stream().filter(Finding::isError).count();
    if (format.json()) {
      surroundings.out().print(JsonText.of(json(findings, errors)));
    } else {
      findings.forEach(finding -> print(surroundings.out(), finding));
      surroundings.out().print(summary(errors, findings.size() - errors));
    }
    return errors == 0 ? 0 : Failure.LINT.exitCode();
  }

  private static InstallFacts install(Path path) {
    InstallMedia media = InstallMedia.inspect(path);
    return new InstallFacts(
        media.images(),
        media.bootModes().contains(BootMode.BIOS),
        media.bootModes().contains(BootMode.UEFI));
  }

  private static List<DriverFolder> folders(Path path) {
    return DriverMedia.inspect(path).packages().stream()
        .map(
            driver ->
                new DriverFolder(
                    driver.driver(), driver.folder(), driver.architecture(), driver.path()))
        .toList();
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Linter.SIZE_LIMIT);
    } catch (IOException e) {
      throw new BuildException(
          Failure.LINT,
          "the answer file " + file + " cannot be read: " + e.getMessage(),
          "name an existing answer file",
          e);
    }
  }

  private static void print(PrintStream out, Finding finding) {
    out.print(
        "%s:%s: %s: %s [%s]%n    why:  %s%n    next: %s%n"
            .formatted(
                Printable.line(finding.place()),
                position(finding),
                finding.severity(),
                Printable.line(finding.message()),
                finding.rule().id(),
                finding.rule().why(),
                finding.rule().remedy()));
  }

  private String summary(long errors, long warnings) {
    return "%s, %s in %s%n"
        .formatted(
            Counted.of(errors, "error"),
            Counted.of(warnings, "warning"),
            Counted.of(files.size(), "file"));
  }

  private static Map<String, Object> json(List<Finding> findings, long errors) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("errors", errors);
    object.put("warnings", findings.size() - errors);
    object.put("findings", findings.stream().map(LintCommand::json).toList());
    return object;
  }

  private static Position position(Finding finding) {
    return finding.position().orElse(Position.START);
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", finding.place());
    object.put("line", position(finding).line());
    object.put("column", position(finding).column());
    object.put("severity", finding.severity().toString());
    object.put("rule", finding.rule().id());
    object.put("message", finding.message());
    object.put("why", finding.rule().why());
    object.put("remedy", finding.rule().remedy());
    object.put("source", finding.rule().source());
    return object;
  }
}
