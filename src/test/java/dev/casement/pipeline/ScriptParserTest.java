package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.pipeline.acquire.FakePwsh;
import dev.casement.process.CommandResult;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of pwsh's answers; {@link ScriptParserIT} has those of a real one. */
class ScriptParserTest {
  private static final List<Path> SCRIPTS = List.of(Path.of("/r/a.ps1"), Path.of("/r/b, ü.ps1"));

  @Test
  void givesAllScriptsToOnePwsh() {
    FakePwsh pwsh = FakePwsh.saying();
    assertThat(new ScriptParser(pwsh).parse(SCRIPTS)).isEqualTo(ScriptParser.Findings.none());
    assertThat(pwsh.calls).containsExactly(List.of("/r/a.ps1", "/r/b, ü.ps1"));
  }

  @Test
  void startsNoPwshWithoutScripts() {
    FakePwsh pwsh = FakePwsh.saying();
    assertThat(new ScriptParser(pwsh).parse(List.of())).isEqualTo(ScriptParser.Findings.none());
    assertThat(pwsh.calls).isEmpty();
  }

  @Test
  void namesFileLineAndColumnInTheirOrder() {
    FakePwsh pwsh =
        FakePwsh.saying(
            "1\terror\t3\t9\tlast",
            "0\terror\t20\t1\tthird",
            "0\twarning\t4\t2\ta workflow",
            "0\terror\t3\t10\tsecond",
            "0\terror\t3\t9\tfirst");
    assertThat(new ScriptParser(pwsh).parse(SCRIPTS))
        .isEqualTo(
            new ScriptParser.Findings(
                List.of(
                    "/r/a.ps1:3:9: first",
                    "/r/a.ps1:3:10: second",
                    "/r/a.ps1:20:1: third",
                    "/r/b, ü.ps1:3:9: last"),
                List.of("/r/a.ps1:4:2: a workflow")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0\terror\t1\t1\tcut off",
    "0, ''",
    "1, parsed",
    "134, Process terminated. Couldn't find a valid ICU package"
  })
  void aPwshThatDoesNotWorkIsAWarning(int exitCode, String output) {
    assertThat(
            new ScriptParser(new FakePwsh(() -> new CommandResult(exitCode, output, "")))
                .parse(SCRIPTS))
        .isEqualTo(
            new ScriptParser.Findings(
                List.of(),
                List.of(
                    "the PowerShell scripts were not parsed: pwsh ended with exit code "
                        + exitCode)));
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void aHostWithoutPwshHearsNothingAndOneThatHangsAWarning(Failure failure) {
    ScriptParser parser =
        new ScriptParser(
            new FakePwsh(
                () -> {
                  throw new BuildException(failure, "pwsh took longer than 60s", "wait");
                }));
    if (failure == Failure.MISSING_TOOL) {
      assertThat(parser.parse(SCRIPTS)).isEqualTo(ScriptParser.Findings.none());
    } else if (failure == Failure.HOST) {
      assertThat(parser.parse(SCRIPTS).warnings())
          .singleElement()
          .asString()
          .contains("were not parsed", "longer than 60s");
    } else {
      assertThatExceptionOfType(BuildException.class).isThrownBy(() -> parser.parse(SCRIPTS));
    }
  }
}
