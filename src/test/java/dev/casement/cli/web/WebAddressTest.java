package dev.casement.cli.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class WebAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8006,127.0.0.1,8006",
    "8080,127.0.0.1,8080",
    "build.example:80,build.example,80",
    "[::1]:0,::1,0"
  })
  void readsHostAndPort(String text, String host, int port) {
    assertThat(WebAddress.parse(text)).isEqualTo(new WebAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "x:", ":80", "::1:80", "1.2.3.4:99999", "70000", "a/b:80"})
  void nothingElseIsAnAddress(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> WebAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8006",
        "localhost:9000",
        "LOCALHOST",
        "[::1]:8006",
        "192.0.2.7",
        "build.example"
      })
  void aRequestForAnAddressOrTheGivenNameIsMeant(String host) {
    assertThat(new WebAddress("build.example", 8006).isMeantBy(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rebound.example:8006",
        "",
        "127.0.0.1.rebound.example",
        "localhost.rebound.example",
        "xbuild.example"
      })
  void aNameOfSomebodyElseIsNot(String host) {
    assertThat(new WebAddress("build.example", 8006).isMeantBy(host)).isFalse();
  }

  private static final class Command {
    @Mixin private WebOptions web = new WebOptions();

    @Parameters private List<String> recipes = List.of();
  }

  private static Command parsed(String... arguments) {
    Command command = new Command();
    new CommandLine(command).parseArgs(arguments);
    return command;
  }

  @Test
  void aRecipeBehindTheOptionIsNotTakenForAnAddress() {
    Command command = parsed("--web", "recipe.yaml");

    assertThat(command.web.address()).isEqualTo(new WebAddress("127.0.0.1", 8006));
    assertThat(command.recipes).containsExactly("recipe.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--web 8010 recipe.yaml", "--web=8010 recipe.yaml", "recipe.yaml --web 8010"})
  void anAddressBehindTheOptionIsTaken(String line) {
    Command command = parsed(line.split(" "));

    assertThat(command.web.address()).isEqualTo(new WebAddress("127.0.0.1", 8010));
    assertThat(command.recipes).containsExactly("recipe.yaml");
  }

  @Test
  void withoutTheOptionThereIsNoPage() {
    assertThat(parsed("recipe.yaml").web.address()).isNull();
  }
}
