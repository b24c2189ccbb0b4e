package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.PublishTrial;
import dev.casement.report.BuildException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PublishOptionsTest {
  private static final PublishSettings RECIPE =
      new PublishSettings(
          Optional.empty(),
          List.of("a", "b"),
          List.of("R"),
          Optional.of("Windows"),
          Optional.of(Visibility.COMMUNITY),
          Optional.of(true),
          List.of("t"),
          Map.of("one", "1", "two", "2"),
          List.of(),
          OptionalInt.of(2),
          Older.DELETE,
          Optional.empty());

  @Test
  void withoutOptionsTheRecipeCounts() {
    assertThat(over()).isEqualTo(RECIPE);
  }

  @Test
  void eachOptionReplacesWhatTheRecipeSays() {
    PublishSettings all =
        over(
            "--cloud=c",
            "--name=N",
            "--visibility=shared",
            "--no-protected",
            "--tag=u",
            "--property=two=zwei",
            "--property=one=",
            "--share=0123",
            "--keep=5",
            "--older=hide");
    assertThat(all)
        .isEqualTo(
            new PublishSettings(
                Optional.empty(),
                List.of("c"),
                List.of(),
                Optional.of("N"),
                Optional.of(Visibility.SHARED),
                Optional.of(false),
                List.of("u"),
                Map.of("one", "", "two", "zwei"),
                List.of("0123"),
                OptionalInt.of(5),
                Older.HIDE,
                Optional.empty()));
  }

  @Test
  void aTrialIsWhatTheRecipeSaysUnlessOptionsSayMore() {
    assertThat(over("--try").trial()).contains(PublishTrial.usual());
    assertThat(over("--try", "--try-flavor=tiny").trial().orElseThrow().flavor()).contains("tiny");
    PublishSettings tried = over("--try", "--try-network=n", "--try-keypair=k");
    assertThat(tried.trial().orElseThrow().network()).contains("n");
    assertThat(over(tried, "--name=N").trial()).isEqualTo(tried.trial());
    assertThat(over(tried, "--try-flavor=f").trial().orElseThrow().keypair()).contains("k");
    assertThat(over(tried, "--no-try").trial()).isEmpty();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> over("--try-flavor=tiny"))
        .withMessageContaining("are for --try");
  }

  @Test
  void anotherRegionLeavesTheCloudsOfTheRecipe() {
    PublishSettings settings = over("--region=S", "--region=T");
    assertThat(settings.clouds()).containsExactly("a", "b");
    assertThat(settings.regions()).containsExactly("S", "T");
  }

  @ParameterizedTest
  @CsvSource({
    "--share=0123,cannot be shared",
    "--keep=0,would keep no image",
    "--property=casement_build=x,Casement's own",
    "--property=x,not of the form NAME=VALUE",
    "--property=min_ram=1,every image has it"
  })
  void whatDoesNotFitIsAMistakeOfUse(String option, String words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> over(option))
        .withMessageContaining(words);
  }

  private static PublishSettings over(String... arguments) {
    return over(RECIPE, arguments);
  }

  private static PublishSettings over(PublishSettings recipe, String... arguments) {
    PublishOptions options = new PublishOptions();
    new CommandLine(options).parseArgs(arguments);
    return options.over(recipe);
  }
}
