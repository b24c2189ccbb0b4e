package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.disk.DiskCheck;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.pipeline.Builds;
import dev.casement.pipeline.output.ImageExpectations;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import dev.casement.rehearsal.StandInMedia;
import dev.casement.report.Finding;
import dev.casement.verify.Expectations;
import dev.casement.verify.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code casement rehearse} as a user runs it, and what it left behind. */
public final class RehearsalRun {
  static final Path CHECKOUT = Path.of("").toAbsolutePath();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path work;
  private final Path output;
  private final int exitCode;

  /** Rehearses with these arguments, besides those that say where. */
  public RehearsalRun(Path output, String... arguments) {
    this(Map.of(), output, arguments);
  }

  /** The same with variables in the environment. */
  public RehearsalRun(Map<String, String> environment, Path output, String... arguments) {
    this(environment, CHECKOUT, work(output), new SystemCommandRunner(), output, arguments);
  }

  /** The same with somebody who looks at its page. */
  RehearsalRun(
      PageVisitor visitor, Map<String, String> environment, Path output, String... arguments) {
    this.work = work(output);
    this.output = output;
    this.exitCode =
        run(CHECKOUT, new SystemCommandRunner(), environment, visitor.reading(err), arguments);
  }

  /** The same with programs that this runs. */
  public RehearsalRun(CommandRunner commands, Path output, String... arguments) {
    this(Map.of(), CHECKOUT, work(output), commands, output, arguments);
  }

  /** The same from another checkout. */
  public RehearsalRun(Path home, Path work, Path output, String... arguments) {
    this(Map.of(), home, work, new SystemCommandRunner(), output, arguments);
  }

  /** The same with all of these. */
  public RehearsalRun(
      Map<String, String> environment,
      Path home,
      Path work,
      CommandRunner commands,
      Path output,
      String... arguments) {
    this.work = work;
    this.output = output;
    this.exitCode = run(home, commands, environment, err, arguments);
  }

  private int run(
      Path home,
      CommandRunner commands,
      Map<String, String> environment,
      OutputStream errors,
      String... arguments) {
    List<String> line = new ArrayList<>(List.of("rehearse"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--work-dir", work.toString(), "--output", output.toString()));
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            environment,
            Terminal.none(),
            Optional.of(home),
            () -> commands,
            Clock.systemUTC());
    return Main.run(surroundings, line.toArray(new String[0]));
  }

  /** Not on the common pool, whose only thread HTTP clients of other tests may need. */
  static CompletableFuture<RehearsalRun> inBackground(Supplier<RehearsalRun> rehearsal) {
    return CompletableFuture.supplyAsync(rehearsal, Thread.ofPlatform().daemon()::start);
  }

  /** A work directory beside what is made, so that tests at the same time do not meet. */
  static Path work(Path output) {
    try {
      Path work = Files.createDirectories(output.resolve("work"));
      Path media = Files.createDirectories(StandInMedia.DIRECTORY);
      try {
        Files.createSymbolicLink(work.resolve("rehearsal-media"), media);
      } catch (FileAlreadyExistsException _) {
        // A test and the build that it has started both ask.
      }
      return work;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int exitCode() {
    return exitCode;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** All it printed, for the message of a test that fails. */
  public String said() {
    return "it printed:%n%s%n%s".formatted(out(), err());
  }

  /** Standard output line by line, each of which is a JSON object. */
  public List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    for (String line : out().split("\n")) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.isObject()).as(line).isTrue();
      events.add(event);
    }
    return events;
  }

  public Path evidence(String file) {
    return output.resolve("evidence").resolve(file);
  }

  /** Holds that it went all the way; the manifest. */
  public JsonNode assertImageIsMade(String name) throws IOException {
    assertThat(exitCode).as(said()).isZero();
    Path image = output.resolve(name + ".qcow2");
    QemuImg qemuImg = new QemuImg(new SystemCommandRunner());
    assertThat(qemuImg.check(new VirtualDisk(image, DiskFormat.QCOW2)))
        .isEqualTo(new DiskCheck.Consistent());
    JsonNode manifest = JSON.readTree(Files.readString(output.resolve("manifest.json")));
    assertThat(manifest.path("rehearsal").asBoolean()).isTrue();
    assertThat(manifest.path("stages").values())
        .extracting(stage -> stage.path("stage").asString())
        .containsExactlyElementsOf(Builds.stages());
    assertThat(facts(manifest, 2, "sysprep.imageState"))
        .containsOnly("IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    Expectations expectations = ImageExpectations.at(output, Map.of());
    assertThat(Verification.of(image, DiskFormat.QCOW2, expectations).findings())
        .filteredOn(Finding::isError)
        .isEmpty();
    assertNothingIsLeft(name);
    return manifest;
  }

  /** What the guest said of this name in one of its three runs. */
  static List<String> facts(JsonNode manifest, int run, String name) {
    return manifest.path("guest").path(run).path("facts").path(name).values().stream()
        .map(JsonNode::asString)
        .toList();
  }

  /** Holds that no working files and parts of a build are there; others may be at work. */
  public void assertNothingIsLeft(String name) {
    Path builds = work.resolve("builds");
    try (Stream<Path> working = Files.exists(builds) ? Files.list(builds) : Stream.empty();
        Stream<Path> made = Files.list(output)) {
      Stream<Path> own = working.filter(path -> path.getFileName().toString().equals(name));
      Stream<Path> parts = made.filter(path -> path.getFileName().toString().startsWith("."));
      assertThat(Stream.concat(own, parts)).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
