package dev.casement.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.command.CommandLineRunner;
import dev.casement.cli.command.RehearseCommand;
import dev.casement.cli.command.Subcommand;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.process.CommandResult;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;

  @Test
  void theFirstPageListsEveryCommand() {
    assertThat(run("--help")).isZero();
    for (Subcommand subcommand : Subcommand.values()) {
      assertThat(out()).containsPattern("(?m)^  " + subcommand.word() + " +\\S");
    }
    String page = out();
    out.reset();
    assertThat(run()).isZero();
    assertThat(out()).as("nothing at all asks for help, too").isEqualTo(page);
  }

  @Test
  void theVersionIsTheOneOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.split("<version>", 2)[1].split("<", 2)[0];
    assertThat(run("--version")).isZero();
    assertThat(out()).isEqualTo("casement " + version + "\n");
  }

  @Test
  void theAddressOfALivePageIsNotAmongTheEvents() {
    String missing = directory.resolve("missing.yaml").toString();

    assertThat(run("build", "--progress", "json", "--web", "0", missing)).isEqualTo(3);

    assertThat(err()).startsWith("live page: http://127.0.0.1:");
    assertThat(out().lines()).singleElement().asString().contains("\"build-failed\"");
  }

  @Test
  void aLivePageThatCannotBeServedIsAFailureLikeEveryOther() throws IOException {
    String missing = directory.resolve("missing.yaml").toString();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String taken = "127.0.0.1:" + other.getLocalPort();

      assertThat(run("build", "--progress", "json", "--web", taken, missing)).isEqualTo(5);

      assertThat(err()).contains("cannot be served at " + taken, "after --web");
      assertThat(out().lines()).singleElement().asString().contains("\"build-failed\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help"})
  void versionAndHelpLoadNoLibrary(String option) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    CommandResult result =
        new SystemCommandRunner()
            .run(
                HostCommand.of(
                    Duration.ofMinutes(1),
                    java.toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.casement.cli.Main",
                    option));
    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout())
        .contains("dev.casement.cli.Main")
        .doesNotContain("picocli.CommandLine", "tools.jackson", "org.snakeyaml");
  }

  @ParameterizedTest
  @EnumSource(Subcommand.class)
  void everyCommandHasAPageWithItsOptions(Subcommand subcommand) {
    assertThat(run(subcommand.word(), "--help")).isZero();
    assertThat(out()).startsWith("Usage: casement " + subcommand.word()).contains("--debug");
    String page = out();
    out.reset();
    assertThat(run("help", subcommand.word())).isZero();
    assertThat(out()).isEqualTo(page);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "biuld x.yaml|unknown command \"biuld\"|did you mean casement build?",
        "--verbose|unknown command \"--verbose\"|casement --help lists the commands",
        "build|Missing required parameter: 'RECIPE'|see casement build --help",
        "build a.yaml b.yaml --jobs 0|--jobs 0 is not a number of builds|give 1 or more",
        "plan a.yaml b.yaml|Unmatched argument at index 2: 'b.yaml'|see casement plan --help",
        "build a.yaml --forse|Unknown option: '--forse'|did you mean --force",
        "rehearse --firmware efi|\"efi\" is not one of bios, uefi, uefi-secure; did you mean uefi?|see",
        "rehearse --release windows-12|\"windows-12\" is not one of windows-7|see",
        "rehearse --fault explode|\"explode\" is not one of hang, no-signoff|see",
        "doctor --format xml|\"xml\" is not one of text, json|see",
        "rehearse --gui|--gui is for VirtualBox only|leave it out, or add --hypervisor virtualbox",
        "doctor --gui --hypervisor qemu|--gui is for VirtualBox only|leave it out",
        "build a.yaml --hypervisor vmware|\"vmware\" is not one of qemu|see",
      })
  void aCommandLineThatMakesNoSenseIsExplained(String line, String what, String next) {
    assertThat(run(line.split(" ", -1))).isEqualTo(Failure.USAGE.exitCode());
    assertThat(err()).startsWith("error: ").contains(what).contains("\n  next: " + next);
    assertThat(out()).isEmpty();
  }

  @Test
  void anInvalidRecipeGetsItsOwnExitCodeAndEveryProblemOnItsLine() throws IOException {
    Path recipe = recipe("name: x\nmedia: { install: { path: a.iso } }\nimage: { fromat: qcow2 }");
    assertThat(run("build", recipe.toString(), "--work-dir", work())).isEqualTo(3);
    assertThat(err())
        .isEqualTo(
            """
            error: the recipe has one problem
              %s:3:10: image.fromat: unknown key; did you mean format?
              next: correct the recipe; docs/recipe.md describes every key
            """
                .formatted(recipe));
    assertThat(out()).isEmpty();
  }

  @Test
  void whoReadsEventsGetsALastOneAlsoWhenNoBuildBegan() throws IOException {
    Path recipe = recipe("name: x");
    run("build", recipe.toString(), "--progress", "json", "--work-dir", work());
    JsonNode event = JsonMapper.shared().readTree(out());
    assertThat(event.get("event").asString()).isEqualTo("build-failed");
    assertThat(event.get("failure").asString()).isEqualTo("recipe");
    assertThat(event.get("exitCode").asInt()).isEqualTo(3);
  }

  @Test
  void aFailedBuildSaysInWhichStageAndPrintsNothingButEvents() throws IOException {
    Path recipe = recipe("name: x\nmedia: { install: { path: a.iso } }");
    int code = run("build", recipe.toString(), "--progress", "json", "--work-dir", work());
    assertThat(code).isEqualTo(Failure.MEDIA.exitCode());
    List<String> events =
        out()
            .lines()
            .map(line -> JsonMapper.shared().readTree(line).get("event").asString())
            .toList();
    assertThat(events).containsExactly("build-started", "stage-started", "build-failed");
    assertThat(err())
        .contains(directory.resolve("a.iso") + " does not exist")
        .contains("(stage AcquireMedia, after ")
        .doesNotContain("\tat ");
  }

  @Test
  void stackTracesAreForThoseWhoAsk() throws IOException {
    Path recipe = recipe("name: x");
    run("build", recipe.toString(), "--debug", "--work-dir", work());
    assertThat(err()).contains("\tat dev.casement.recipe.yaml.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-7", "windows-server-2022"})
  void plansAnExampleWithoutItsMedia(String example) {
    assertThat(run("plan", "examples/" + example + ".yaml", "--work-dir", work())).isZero();
    assertThat(out())
        .contains("# The recipe, with all defaults filled in\n\nname: " + example)
        .containsPattern("(?m)^4\\. InstallWindows +at most 2h ")
        .contains("<unattend xmlns=\"urn:schemas-microsoft-com:unattend\"")
        .contains("qemu-system-x86_64 ")
        .contains("does not exist; its contents are assumed from the recipe");
    out.reset();
    run("plan", "examples/" + example + ".yaml", "--format", "json", "--work-dir", work());
    JsonNode plan = JsonMapper.shared().readTree(out());
    assertThat(plan.at("/recipe/name").asString()).isEqualTo(example);
    assertThat(plan.at("/stages/3/stage").asString()).isEqualTo("InstallWindows");
    assertThat(plan.at("/stages/3/limitSeconds").asInt()).isEqualTo(7200);
    assertThat(plan.get("hypervisorCommand").asString()).contains("qemu-system-x86_64");
    assertThat(plan.at("/image/name").asString()).isEqualTo(example);
    assertThat(plan.at("/image/min_ram").asInt()).isEqualTo(2048);
    assertThat(plan.at("/image/properties/hw_qemu_guest_agent").asString()).isEqualTo("yes");
  }

  @Test
  void aPlanShowsWhereTheImageWouldGoAndItsProperties() throws IOException {
    String example = Files.readString(Path.of("examples/windows-server-2022.yaml"));
    Path recipe =
        recipe(
            example
                + """
                publish:
                  cloud: mycloud
                  name: Windows
                  share: [0123]
                  properties: { hw_video_model: qxl, hw_rng_model: "" }
                """);
    assertThat(run("plan", recipe.toString(), "--work-dir", work())).as(err()).isZero();
    assertThat(out().substring(out().indexOf("# The image in an image store")))
        .contains("clouds:\n- mycloud\n")
        .contains("name: Windows\n")
        .contains("visibility: shared\n")
        .contains("  casement_recipe: windows-server-2022\n")
        .contains("  hw_video_model: qxl\n")
        .contains("  hw_vif_model: virtio\n")
        .contains("  os_version: 10.0.20348\n")
        .doesNotContain("hw_rng_model", "casement_build");
  }

  @Test
  void aPlanIsARecipeAgain() throws IOException {
    Path media = Path.of("examples/../iso").toAbsolutePath();
    String example = Files.readString(Path.of("examples/windows-7.yaml"));
    Path whole =
        recipe(
            example.replace("../iso", media.toString())
                + "publish: { cloud: a, keep: 2, visibility: public, properties: { a: b } }\n");
    run("plan", whole.toString(), "--work-dir", work());
    String resolved = out().split("\n# ", 3)[0].replaceFirst("# .*", "");
    Path recipe = recipe(resolved);
    out.reset();
    assertThat(run("plan", recipe.toString(), "--work-dir", work())).as(err()).isZero();
    assertThat(out().split("\n# ", 3)[0].replaceFirst("# .*", "")).isEqualTo(resolved);
  }

  @Test
  void theCompletionScriptCompletesCommandsAndValues() throws IOException {
    assertThat(run("completion")).isZero();
    Path script = Files.writeString(directory.resolve("completion.bash"), out());
    assertThat(complete(script, "casement", "re")).containsExactly("rehearse");
    assertThat(complete(script, "casement", "rehearse", "--firmware", "u"))
        .containsExactly("uefi", "uefi-secure");
  }

  @Test
  void theExitCodesAreThoseOfTheManual() throws IOException {
    String manual = Files.readString(Path.of("docs/cli.md"));
    Map<String, String> table =
        Pattern.compile("(?m)^\\| (\\d+) \\| `([a-z-]+)` \\|")
            .matcher(manual)
            .results()
            .collect(Collectors.toMap((MatchResult row) -> row.group(2), row -> row.group(1)));
    Map<String, String> failures =
        Arrays.stream(Failure.values())
            .collect(
                Collectors.toMap(
                    failure -> failure.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    failure -> Integer.toString(failure.exitCode())));
    assertThat(table).isEqualTo(failures);
  }

  @Test
  void theManualKnowsEveryOption() throws IOException {
    String manual = Files.readString(Path.of("docs/cli.md"));
    CommandLineRunner.everything()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(manual).contains("`casement " + name);
              command
                  .getCommandSpec()
                  .options()
                  .forEach(option -> assertThat(manual).contains("`" + option.longestName()));
            });
  }

  @Test
  void theStandInKnowsEveryFault() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String script : List.of("faults.sh", "generalize.sh", "effects.sh")) {
      sources.append(Files.readString(Path.of("src/rehearsal/guest", script)));
    }
    assertThat(new RehearseCommand.Faults())
        .isNotEmpty()
        .allSatisfy(
            fault ->
                assertThat(sources.toString())
                    .containsPattern("(?m)(^\\s*" + fault + "\\)|= " + fault + " )"));
  }

  private List<String> complete(Path script, String... words) {
    String shell =
        """
        compopt() { :; }
        source "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
        _complete_casement
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> argv = new java.util.ArrayList<>(List.of("bash", "-c", shell, "bash"));
    argv.add(script.toString());
    argv.addAll(List.of(words));
    return new SystemCommandRunner()
        .runOk(HostCommand.of(Duration.ofMinutes(1), argv))
        .stdout()
        .lines()
        .map(String::strip)
        .sorted()
        .toList();
  }

  private Path recipe(String text) throws IOException {
    return Files.writeString(directory.resolve("recipe.yaml"), text);
  }

  private String work() {
    return directory.resolve("work").toString();
  }

  private int run(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, false, UTF_8),
            Map.of("PATH", "/usr/bin"),
            Terminal.none(),
            Optional.of(Path.of("").toAbsolutePath()),
            SystemCommandRunner::new,
            Clock.systemUTC());
    return Main.run(surroundings, arguments);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
