package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.GuestMessage.Event;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.FakeHypervisor.Guest;
import dev.casement.hypervisor.FakeHypervisor.JobOnMedium;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.media.author.OpticalMedium;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.OnError;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.Updates;
import dev.casement.recipe.VerifySettings;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.windows.ProductKey;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for every secret of a build in everything that it leaves, says and runs: the passwords of
 * the account that Setup creates, the user's product key, the tokens of the runs.
 */
class SecretsOfABuildTest {
  private static final String KEY = "BBBBB-CCCCC-DDDDD-FFFFF-GGGGG";
  private static final Pattern PASSWORD =
      Pattern.compile("<Password>\\s*<PlainText>true</PlainText>\\s*<Value>([^<]+)</Value>");

  @TempDir Path directory;
  private final Set<String> secrets = new TreeSet<>();
  private final List<BuildEvent> events = new ArrayList<>();
  private final Recorder programs = new Recorder(new SystemCommandRunner());
  private final List<FakeHypervisor> self = new ArrayList<>();
  private Path iso = Path.of("");

  @BeforeEach
  void writeIso() throws IOException {
    iso = InstallIso.write(directory);
  }

  @Test
  void noneIsInWhatABuildLeaves() throws IOException {
    builder(GuestScript::works, OnError.CLEAN_UP).run();

    assertThat(secrets)
        .as("key, and a password and a token for each run: otherwise, its runner goes on elsewhere")
        .hasSize(7);
    assertThat(programs.ran).isNotEmpty();
    assertThat(directory.resolve("out/report.html")).content().contains("ProductKey[redacted]");
    assertNoSecretIn(directory.resolve("out"), directory.resolve("work/builds"));
    Path checkpoints = directory.resolve("work/checkpoints");
    assertThat(mode(checkpoints)).isEqualTo("rwx------");
    assertThat(holders(directory.resolve("work")))
        .as("the passwords of checkpoints, which can be switched on")
        .isNotEmpty()
        .allMatch(file -> file.startsWith(checkpoints) && file.endsWith("password"))
        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
  }

  /** All that the guest says is on the serial port, where its messages carry the token. */
  @Test
  void noneIsInTheEvidenceOfAFailure() throws IOException {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(SecretsOfABuildTest::fails, OnError.CLEAN_UP).run())
        .withMessageContaining("said no");

    assertThat(directory.resolve("out/evidence/protocol.log")).exists();
    assertThat(directory.resolve("out/evidence/report.html"))
        .content()
        .contains("ProductKey[redacted]", "said no");
    assertNoSecretIn(directory.resolve("out"), directory.resolve("work"));
  }

  @Test
  void whereTheyAreKeptOnlyTheUserCanReadThem() throws IOException {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(SecretsOfABuildTest::fails, OnError.ABORT).run());

    assertNoSecretIn(directory.resolve("out"));
    Path builds = directory.resolve("work/builds");
    Set<Path> holders = holders(builds);
    assertThat(holders).isNotEmpty();
    assertThat(builds.resolve("test/events.jsonl")).isNotEmptyFile().isNotIn(holders);
    assertThat(mode(builds)).isEqualTo("rwx------");
    assertThat(holders).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
  }

  private static void fails(
      JobOnMedium job, MachineSpec machine, dev.casement.hypervisor.FakeVirtualMachine screen) {
    String step = job.steps().getFirst();
    GuestScript.says(screen, job, 1, Event.STARTED, step, "");
    GuestScript.says(screen, job, 2, Event.FAILED, step, "said no");
    screen.then(new MachineEvent.PoweredOff());
  }

  private void assertNoSecretIn(Path... roots) throws IOException {
    assertThat(directory.resolve("casement.lock")).content().doesNotContain(secrets);
    assertThat(secrets).contains(KEY).hasSizeGreaterThan(2);
    for (Path root : roots) {
      assertThat(holders(root)).isEmpty();
    }
    assertThat(secrets)
        .allSatisfy(
            secret -> {
              assertThat(events.toString()).doesNotContain(secret);
              assertThat(programs.ran.toString()).doesNotContain(secret);
            });
  }

  /** The files with a secret in any form that Windows or Casement writes. */
  private Set<Path> holders(Path root) throws IOException {
    Set<Path> holders = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        if (file.endsWith("exported.raw")) {
          // The disk, which belongs to the guest; 40 GiB of zeros here.
          continue;
        }
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (secrets.stream().flatMap(SecretsOfABuildTest::forms).anyMatch(content::contains)) {
          holders.add(file);
        }
      }
    }
    return holders;
  }

  /** As bytes read as Latin-1; Windows encodes a password with the word "Password" behind it. */
  private static Stream<String> forms(String secret) {
    Charset wide = StandardCharsets.UTF_16LE;
    return Stream.of(
        secret,
        new String(secret.getBytes(wide), StandardCharsets.ISO_8859_1),
        Base64.getEncoder().encodeToString((secret + "Password").getBytes(wide)),
        Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(wide)),
        Base64.getEncoder()
            .withoutPadding()
            .encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Build builder(Guest guest, OnError onError) {
    FakeHypervisor hypervisor =
        new FakeHypervisor(
            (job, machine, screen) -> {
              learn(job, machine);
              guest.play(job, machine, screen);
            });
    self.add(hypervisor);
    Recipe plain = Recipes.with(new Source(new LocalFile(iso), Optional.empty()));
    Recipe recipe =
        Records.with(
            Records.with(
                Recipes.with(Recipes.withSetupCd(plain), Updates.fromMicrosoft()),
                "verify",
                new VerifySettings(false, List.of("no-windows", "no-boot-partition"))),
            "windows",
            Records.with(
                plain.windows(), "productKey", new ProductKeyChoice.Own(ProductKey.own(KEY))));
    return new Build(
        recipe,
        new BuildOptions(
            directory.resolve("work"),
            directory.resolve("out"),
            Optional.of(directory.resolve("casement.lock")),
            false,
            Optional.empty(),
            "test"),
        new Services(
            programs,
            hypervisor,
            new ProxyVariables(Map.of()),
            Clock.systemUTC(),
            events::add,
            onError));
  }

  private void learn(JobOnMedium job, MachineSpec machine) {
    secrets.add(KEY);
    secrets.add(job.token());
    for (Path cd : self.getFirst().cds(machine)) {
      try (OpticalMedium medium = OpticalMedium.open(cd)) {
        if (medium.file("casement/password.txt").isPresent()) {
          secrets.add(OneStage.text(cd, "casement/password.txt"));
        }
        if (medium.file("Autounattend.xml").isEmpty()) {
          continue;
        }
      }
      String answers = OneStage.text(cd, "Autounattend.xml");
      assertThat(answers).contains(KEY);
      Matcher password = PASSWORD.matcher(answers);
      assertThat(password.find()).as(answers).isTrue();
      secrets.add(password.group(1));
    }
  }

  /** The programs that a build has run, with their arguments and variables. */
  private static final class Recorder implements CommandRunner {
    private final CommandRunner real;
    private final List<HostCommand> ran = new ArrayList<>();

    Recorder(CommandRunner real) {
      this.real = real;
    }

    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      ran.add(command);
      return real.run(command, onOutputLine);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      ran.add(command);
      return real.runOk(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      ran.add(command);
      return real.start(command, log);
    }
  }
}
