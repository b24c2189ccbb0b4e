package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.Directories;
import dev.casement.files.LockFile;
import dev.casement.process.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds of one recipe in processes of their own, some of which are struck before they end. After
 * each that goes to its end, nothing may be left but the image, its manifest and the checkpoints.
 */
final class StruckBuilds {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int TRIES = 100;
  private static final long SPARE = 4 << 20;
  private static final Pattern PASSWORD =
      Pattern.compile("Password>\\s*(?:<PlainText>true</PlainText>\\s*)?<Value>([^<]+)</Value>");
  private static final Pattern STAGE = Pattern.compile("^\\S+ (\\w+) started", Pattern.MULTILINE);

  private final Path directory;
  private final String name;
  private final Set<String> passwords = new HashSet<>();

  /** What happens to a build. */
  enum Blow {
    KILLS_CASEMENT,
    /** Whatever program Casement has started. */
    KILLS_THE_MACHINE,
    DELETES_THE_SOCKETS,
    DELETES_THE_WORKING_FILES,
    DELETES_THE_WORK_DIRECTORY,
    /** Until the build has ended; root may mount. */
    MAKES_THE_WORK_DIRECTORY_READ_ONLY,
    /** Until the guest is paused or the build has ended; the work directory is a tmpfs. */
    FILLS_THE_DISK
  }

  /**
   * Builds below a directory.
   *
   * @param directory exists
   * @param name the recipe's
   */
  StruckBuilds(Path directory, String name, String recipe) throws IOException {
    this.directory = directory;
    this.name = name;
    recipe(recipe);
    Files.createDirectories(temporary());
  }

  /** Changes the recipe. */
  void recipe(String text) throws IOException {
    Files.writeString(directory.resolve("recipe.yaml"), text);
  }

  /** Builds to the end; how long that took. */
  Duration build(String... options) throws Exception {
    long started = System.nanoTime();
    Process process = start(options);
    int code = ended(process);
    assertThat(code).as(said()).isZero();
    assertNothingIsLeft();
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /**
   * Begins a build and strikes it after this time.
   *
   * @return the stage that was struck; empty if the build had ended or there was nothing to hit
   */
  Optional<String> strike(Blow blow, Duration after, String... options) throws Exception {
    Process struck = start(options);
    boolean ends = struck.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
    rememberPasswords();
    boolean hit = !ends && hit(blow, struck);
    try {
      ended(struck);
    } finally {
      if (hit && blow == Blow.MAKES_THE_WORK_DIRECTORY_READ_ONLY) {
        host("umount", "--lazy", work().toString());
      }
    }
    return hit ? Optional.of(lastStage()) : Optional.empty();
  }

  private boolean hit(Blow blow, Process casement) throws Exception {
    switch (blow) {
      case KILLS_CASEMENT -> casement.destroyForcibly();
      case KILLS_THE_MACHINE -> {
        List<Leftover> programs = Leftover.below(working());
        programs.forEach(program -> program.process().destroyForcibly());
        return !programs.isEmpty();
      }
      case DELETES_THE_SOCKETS -> {
        List<Path> sockets = files(temporary());
        for (Path socket : sockets) {
          Files.deleteIfExists(socket);
        }
        return !sockets.isEmpty();
      }
      case DELETES_THE_WORKING_FILES -> deleteUnderWay(working());
      case DELETES_THE_WORK_DIRECTORY -> deleteUnderWay(work());
      case MAKES_THE_WORK_DIRECTORY_READ_ONLY -> {
        host("mount", "--bind", work().toString(), work().toString());
        host("mount", "-o", "remount,bind,ro", work().toString());
      }
      case FILLS_THE_DISK -> fill(casement);
    }
    return true;
  }

  /** Deletes what others write to at the same time. */
  private static void deleteUnderWay(Path tree) throws IOException {
    for (int i = 1; Files.exists(tree); i++) {
      try {
        Directories.deleteTree(tree);
      } catch (IOException e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private void fill(Process casement) throws Exception {
    var store = Files.getFileStore(work());
    // The build may write meanwhile, and a file system cannot become smaller than what is on it.
    long full = store.getTotalSpace() - store.getUnallocatedSpace() + SPARE;
    host("mount", "-o", "remount,size=" + full, work().toString());
    for (int i = 0; casement.isAlive() && i < 120 && !said().contains("disk is full"); i++) {
      Thread.sleep(Duration.ofSeconds(1));
    }
    host("mount", "-o", "remount,size=64g", work().toString());
  }

  /** Makes the work directory a file system of its own, until it is closed. */
  AutoCloseable onADiskOfItsOwn() throws IOException {
    Files.createDirectories(work());
    host("mount", "-t", "tmpfs", "-o", "size=64g", "tmpfs", work().toString());
    return () -> host("umount", "--lazy", work().toString());
  }

  /** Deletes the checkpoints of a stage. */
  void forget(String stage) throws IOException {
    for (Path each : kept()) {
      if (each.getFileName().toString().contains("-" + stage + "-")) {
        Directories.deleteTree(each);
      }
    }
  }

  /** Those that only builds could read that were under way, and those of the checkpoints. */
  private void rememberPasswords() throws IOException {
    for (Path file : files(work())) {
      if (file.endsWith("password")) {
        passwords.add(Files.readString(file));
      } else if (file.startsWith(working().resolve("media"))) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher values = PASSWORD.matcher(text);
        values.results().map(found -> found.group(1)).forEach(passwords::add);
      }
    }
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(ProcessHandle.allProcesses())
        .filteredOn(each -> each.info().commandLine().orElse("").contains(directory + "/"))
        .isEmpty();
    assertThat(working()).doesNotExist();
    assertThat(temporary()).isEmptyDirectory();
    assertThat(children(output()))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder(name + ".qcow2", "manifest.json", "report.html");
    for (Path checkpoint : children(checkpoints())) {
      assertThat(Files.isRegularFile(checkpoint) || isComplete(checkpoint)).isTrue();
    }
    for (Path file : files(work())) {
      if (file.toString().endsWith(".lock")) {
        try (LockFile lock = LockFile.tryAcquire(file).orElse(null)) {
          assertThat(lock).as("a lock on " + file).isNotNull();
        }
      }
    }
    assertNoPasswordIsLeft();
  }

  private static boolean isComplete(Path checkpoint) {
    return Files.exists(checkpoint.resolve("checkpoint.json"));
  }

  private void assertNoPasswordIsLeft() throws IOException {
    rememberPasswords();
    // Otherwise the search for them would find nothing.
    assertThat(passwords).isNotEmpty();
    for (Path file : files(directory)) {
      if (!file.startsWith(checkpoints()) && !file.toString().endsWith(".qcow2")) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        // UTF-16 as well.
        String plain = text.replace("\0", "");
        assertThat(passwords).as(file.toString()).noneMatch(plain::contains);
      }
    }
  }

  /** Its last image. */
  ImageContent content() throws IOException {
    Path scratch = Files.createTempDirectory("casement-test");
    try {
      return new ImageContent(image(), scratch);
    } finally {
      Directories.deleteTree(scratch);
    }
  }

  Path image() {
    return output().resolve(name + ".qcow2");
  }

  JsonNode manifest() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(output().resolve("manifest.json")));
  }

  /** What the last one printed. */
  String said() throws IOException {
    return Files.readString(directory.resolve("said"));
  }

  private String lastStage() throws IOException {
    return STAGE
        .matcher(said())
        .results()
        .map((MatchResult found) -> found.group(1))
        .reduce((earlier, later) -> later)
        .orElse("before the first stage");
  }

  private Process start(String... options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "build",
                directory.resolve("recipe.yaml").toString(),
                "--force",
                "--progress=plain",
                "--work-dir=" + work(),
                "--output=" + output()));
    line.addAll(Arrays.asList(options));
    return CasementProcess.of("-Djava.io.tmpdir=" + temporary(), line)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile())
        .start();
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    return process.exitValue();
  }

  private static void host(String... argv) throws IOException {
    try {
      Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", argv) + ": " + said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All files below; those that vanish meanwhile may be missing. */
  private static List<Path> files(Path below) throws IOException {
    for (int i = 1; ; i++) {
      if (!Files.exists(below)) {
        return List.of();
      }
      try (Stream<Path> all = Files.walk(below)) {
        return all.filter(file -> !Files.isDirectory(file)).toList();
      } catch (UncheckedIOException e) {
        if (i == TRIES) {
          throw e.getCause();
        }
      }
    }
  }

  private static List<Path> children(Path parent) throws IOException {
    if (!Files.exists(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.toList();
    }
  }

  /** The directories of the checkpoints. */
  List<Path> kept() throws IOException {
    return children(checkpoints()).stream().filter(Files::isDirectory).toList();
  }

  private Path temporary() {
    return directory.resolve("tmp");
  }

  private Path work() {
    return directory.resolve("work");
  }

  /** They have the password of the disk that they continue. */
  private Path checkpoints() {
    return work().resolve("checkpoints");
  }

  private Path output() {
    return directory.resolve("out");
  }

  private Path working() {
    return work().resolve("builds").resolve(name);
  }
}
