package dev.casement.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.JavaProcess;
import dev.casement.process.SystemCommandRunner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class InterruptsTest {
  @TempDir Path directory;

  /** A program that works until it is interrupted, and then cleans up: in the way it is told. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Path directory = Path.of(arguments[0]);
      Duration patience = Duration.parse(arguments[2]);
      PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
      try (Interrupts interrupts = new Interrupts(Thread.currentThread(), err, patience)) {
        Files.writeString(directory.resolve("working"), "");
        try {
          Thread.sleep(Duration.ofMinutes(10));
        } catch (InterruptedException e) {
          Files.writeString(directory.resolve("cleaning"), "");
          if (arguments[1].equals("stubborn")) {
            Thread.sleep(Duration.ofMinutes(10));
          }
          Files.writeString(directory.resolve("clean"), "");
        }
        System.exit(interrupts.exitCode().orElse(0));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalLetsTheWorkerCleanUpAndGivesItsExitCode(String signal, int code) throws Exception {
    try (HostProcess worker = start("polite", Duration.ofMinutes(5))) {
      send(signal, worker);
      assertThat(worker.waitFor(Duration.ofMinutes(1))).isTrue();
      assertThat(worker.exitCode()).hasValue(code);
      assertThat(directory.resolve("clean")).exists();
      assertThat(Files.readString(worker.log()))
          .contains("stopping and cleaning up; interrupt again to exit at once");
    }
  }

  @Test
  void theSecondSignalEndsAtOnce() throws Exception {
    try (HostProcess worker = start("stubborn", Duration.ofMinutes(5))) {
      send("INT", worker);
      await("cleaning", worker);
      send("INT", worker);
      assertThat(worker.waitFor(Duration.ofMinutes(1))).isTrue();
      assertThat(worker.exitCode()).hasValue(130);
      assertThat(directory.resolve("clean")).doesNotExist();
    }
  }

  @Test
  void aCleanUpThatTakesTooLongIsCutShort() throws Exception {
    try (HostProcess worker = start("stubborn", Duration.ofMillis(300))) {
      send("TERM", worker);
      assertThat(worker.waitFor(Duration.ofMinutes(1))).isTrue();
      assertThat(worker.exitCode()).hasValue(143);
      assertThat(directory.resolve("clean")).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "HUP, 129"})
  void aWorkerOfTheseTestsHearsASignalThatItsStarterIgnores(String signal, int code)
      throws Exception {
    List<String> starter = List.of("env", "--ignore-signal=" + signal);
    try (HostProcess worker = start(starter, "polite", Duration.ofMinutes(5))) {
      send(signal, worker);
      assertThat(worker.waitFor(Duration.ofMinutes(1))).isTrue();
      assertThat(worker.exitCode()).hasValue(code);
    }
  }

  private HostProcess start(String manner, Duration patience) throws InterruptedException {
    return start(List.of(), manner, patience);
  }

  private HostProcess start(List<String> starter, String manner, Duration patience)
      throws InterruptedException {
    List<String> line = new ArrayList<>(starter);
    line.addAll(
        JavaProcess.line(
            List.of(), Worker.class, List.of(directory.toString(), manner, patience.toString())));
    HostCommand command = HostCommand.of(Duration.ofMinutes(2), line);
    HostProcess worker = new SystemCommandRunner().start(command, directory.resolve("log"));
    await("working", worker);
    return worker;
  }

  private void await(String file, HostProcess worker) throws InterruptedException {
    while (!Files.exists(directory.resolve(file))) {
      assertThat(worker.isAlive()).as("worker before " + file).isTrue();
      Thread.sleep(20);
    }
  }

  private static void send(String signal, HostProcess worker) {
    new SystemCommandRunner()
        .runOk(
            HostCommand.of(
                Duration.ofSeconds(20), "kill", "-" + signal, Long.toString(worker.pid())));
  }
}
