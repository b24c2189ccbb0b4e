package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.UserScript;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real pwsh says of scripts. */
@Tag("guest")
class ScriptParserIT {
  private static final CommandRunner PWSH =
      new SystemCommandRunner(
          List.of(
              Path.of(
                      new SystemCommandRunner()
                          .runOk(
                              HostCommand.of(
                                  Duration.ofMinutes(5), "src/test/guest/engine", "linux"))
                          .stdout()
                          .strip())
                  .toAbsolutePath()
                  .getParent()));

  @TempDir Path directory;

  @Test
  void namesEveryErrorOfEveryScriptWithItsPlace() throws IOException {
    Path first = script("first.ps1", "Write-Host 1\nif ($x { 2 }\n");
    Path second = script("zweites, \u00fc.ps1", "'never ended\n");
    Path good = script("good.ps1", "param([string] $Level)\nif ($Level) { exit 3010 }\n");
    ScriptParser.Findings findings = new ScriptParser(PWSH).parse(List.of(first, good, second));
    assertThat(findings.errors())
        .anyMatch(text -> text.startsWith(first + ":2:8: "))
        .anyMatch(text -> text.startsWith(second + ":1:1: "))
        .noneMatch(text -> text.contains("good.ps1"));
    assertThat(findings.warnings()).isEmpty();
  }

  /**
   * Each of them is right in PowerShell 7 and does not parse in 5.1; with the column of what is.
   */
  private static final List<SevenOnly> SEVEN_ONLY =
      List.of(
          new SevenOnly("a && b", 3, "&&"),
          new SevenOnly("a || b", 3, "||"),
          new SevenOnly("$a = $b ? 1 : 2", 6, "?:"),
          new SevenOnly("$a = $b ?? 1", 9, "??"),
          new SevenOnly("$a ??= 1", 4, "??="),
          new SevenOnly("${a}?.Length", 5, "?."),
          new SevenOnly("${a}?[0]", 5, "?["),
          new SevenOnly("#requires -Version 7.2", 1, "#requires -Version 7.2"),
          new SevenOnly("#Requires -PSEdition Core", 1, "#Requires -PSEdition Core"),
          new SevenOnly("Get-Date &", 1, "& at the end of a command"),
          new SevenOnly("function f { clean { 1 } process { 2 } }", 14, "clean"));

  private record SevenOnly(String text, int column, String what) {}

  @Test
  void whatOnlyPowerShell7HasIsNotForWindowsPowerShell() throws IOException {
    List<Path> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (SevenOnly one : SEVEN_ONLY) {
      Path file = script("seven-" + files.size() + ".ps1", "# first\n" + one.text() + "\n");
      files.add(file);
      expected.add(
          String.format(
              Locale.ROOT,
              "%s:2:%d: %s is not for Windows PowerShell, which runs the script: only PowerShell 7 has it",
              file,
              one.column(),
              one.what()));
    }
    assertThat(new ScriptParser(PWSH).parse(files))
        .isEqualTo(new ScriptParser.Findings(expected, List.of()));
  }

  @Test
  void aPipeAtTheBeginningOfALineIsNotForWindowsPowerShell() throws IOException {
    Path file = script("pipe.ps1", "Get-Date |\n  Out-Null\nGet-Date\n  | Out-Null\n");
    assertThat(new ScriptParser(PWSH).parse(List.of(file)).errors())
        .singleElement()
        .asString()
        .startsWith(file + ":4:3: | at the beginning of a line");
  }

  @Test
  void whatOnlyLooksLikePowerShell7IsFine() throws IOException {
    assertThat(
            new ScriptParser(PWSH)
                .parse(
                    scripts(
                        "'a && b || c ?? d' # a ? b : c",
                        "Get-Process | ? { $_.Id -gt 1 }",
                        "& 'C:\\a b.exe' --flag",
                        "cmd.exe --% /c a && b || c",
                        "$x?.Length",
                        "[int]$?",
                        "#requires -Version 5.1\n#requires -PSEdition Desktop",
                        "Get-Date |\n# a comment\nOut-Null",
                        "powershell { 1 }; $clean = { 2 }")))
        .isEqualTo(ScriptParser.Findings.none());
  }

  @Test
  void whatThisPowerShellCannotJudgeIsAWarning() throws IOException {
    List<Path> files =
        scripts(
            "workflow Test-It { 'x' }",
            "using module ServerManager",
            "using assembly System.Windows.Forms",
            "class A : System.Windows.Forms.Form { }",
            "configuration C { node x { File y { DestinationPath = 'z' } } }");
    ScriptParser.Findings findings = new ScriptParser(PWSH).parse(files);
    assertThat(findings.errors()).isEmpty();
    for (Path file : files) {
      assertThat(findings.warnings()).anyMatch(text -> text.startsWith(file + ":1:"));
    }
  }

  @Test
  void runsNothing() throws IOException {
    Path mark = directory.resolve("mark");
    Path file = script("eager.ps1", "[IO.File]::WriteAllText('" + mark + "', '')\n");
    assertThat(new ScriptParser(PWSH).parse(List.of(file)).errors()).isEmpty();
    assertThat(mark).doesNotExist();
  }

  @Test
  void aPlanAndABuildSayItBeforeAnythingElse() throws IOException {
    Path bad = script("bad.ps1", "if (\n");
    Path odd = script("odd.ps1", "workflow w { 1 }\n");
    BuildException failure =
        catchThrowableOfType(BuildException.class, () -> HostFiles.require(recipe(bad, odd), PWSH));
    assertThat(failure.what()).contains(bad + ":1:5: ").doesNotContain("odd.ps1");
    assertThat(HostFiles.require(recipe(odd), PWSH))
        .singleElement()
        .asString()
        .startsWith(odd + ":1:1: a workflow");
  }

  private Recipe recipe(Path... scripts) {
    Recipe plain =
        Recipes.with(new Source(new LocalFile(directory.resolve("a.iso")), Optional.empty()));
    return Records.with(
        plain,
        "steps",
        Stream.of(scripts)
            .map(
                script ->
                    new UserScript(
                        script, List.of(), Duration.ofMinutes(1), UserScript.When.BEFORE_SYSPREP))
            .toList());
  }

  private List<Path> scripts(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(script("script-" + files.size() + ".ps1", text + "\n"));
    }
    return files;
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
