package dev.casement.process;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs on this host; the only user of {@link ProcessBuilder}.
 *
 * <p>Programs get an empty standard input and, where {@code setsid} (util-linux) is installed, a
 * session of their own. Without it they share Casement's process group, to which a terminal sends
 * Ctrl-C; a hypervisor that dies of it before Casement closes it looks like a crash.
 */
public final class SystemCommandRunner implements CommandRunner {
  private static final int KEPT_OUTPUT = 1 << 20;
  private static final int SHOWN_ERROR = 2000;

  /** How long a process that a program left behind may hold its output open. */
  private static final Duration STRAGGLER = Duration.ofSeconds(2);

  private final SearchPath searchPath;
  private final Optional<Path> setsid;

  /** Searches the PATH that Casement was started with, and where installers put programs. */
  public SystemCommandRunner() {
    // Through ProcessBuilder: the environment that a child process inherits.
    this(
        SearchPath.of(
            EnvironmentVariables.of(new ProcessBuilder().environment(), HostSystem.here()),
            File.pathSeparator));
  }

  /** Searches only these directories. */
  public SystemCommandRunner(List<Path> directories) {
    this(new SearchPath(directories));
  }

  private SystemCommandRunner(SearchPath searchPath) {
    this.searchPath = searchPath;
    this.setsid = searchPath.find("setsid", Path.of(""));
  }

  @Override
  public Optional<Path> find(String program) {
    return searchPath.find(program, Path.of("")).map(Path::toAbsolutePath);
  }

  @Override
  public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
    checkNotInterrupted(command);
    Process process = launch(command, builder(command));
    closeStandardInput(process);
    OutputTail stdout = new OutputTail(KEPT_OUTPUT);
    OutputTail stderr = new OutputTail(KEPT_OUTPUT);
    AtomicReference<@Nullable Throwable> listenerFailure = new AtomicReference<>();
    LineSplitter lines = new LineSplitter(onOutputLine);
    OutputReader outReader =
        new OutputReader(
            process.getInputStream(),
            (bytes, length) -> {
              stdout.append(bytes, length);
              lines.append(bytes, length);
            },
            lines::end,
            failure -> {
              listenerFailure.set(failure);
              process.destroy();
            });
    OutputReader errReader =
        new OutputReader(process.getErrorStream(), stderr::append, () -> {}, failure -> {});
    awaitEnd(command, process, List.of(outReader, errReader));
    if (listenerFailure.get() instanceof RuntimeException failure) {
      throw failure;
    }
    return new CommandResult(process.exitValue(), stdout.text(), stderr.text());
  }

  @Override
  public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
    CommandResult result = run(command, onOutputLine);
    if (result.succeeded()) {
      return result;
    }
    String error = result.stderr().strip();
    String shown =
        error.isEmpty()
            ? "it printed no error"
            : error.substring(Math.max(0, error.length() - SHOWN_ERROR));
    throw new BuildException(
        Failure.HOST,
        command.program() + " failed with exit code " + result.exitCode() + ": " + shown,
        "replay it to see more: " + command.replay());
  }

  @Override
  public HostProcess start(HostCommand command, Path log) {
    checkNotInterrupted(command);
    ProcessBuilder builder =
        builder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = launch(command, builder);
    closeStandardInput(process);
    return new RunningProcess(process, log, command.replay());
  }

  private ProcessBuilder builder(HostCommand command) {
    Path directory = command.directory().orElse(Path.of("")).toAbsolutePath();
    Path program =
        searchPath.find(command.program(), directory).orElseThrow(() -> missing(command.program()));
    List<String> argv = new ArrayList<>();
    setsid.ifPresent(path -> argv.add(path.toString()));
    argv.add(program.toString());
    argv.addAll(command.argv().subList(1, command.argv().size()));
    ProcessBuilder builder = new ProcessBuilder(argv);
    command.directory().ifPresent(path -> builder.directory(path.toFile()));
    builder.environment().putAll(command.environment());
    return builder;
  }

  private static Process launch(HostCommand command, ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          command.program() + " could not be started: " + e.getMessage(),
          "try it by hand: " + command.replay(),
          e);
    }
  }

  private static void awaitEnd(HostCommand command, Process process, List<OutputReader> readers) {
    try {
      if (!process.waitFor(command.limit().toNanos(), TimeUnit.NANOSECONDS)) {
        new ProcessTree(process).end();
        throw new BuildException(
            Failure.HOST,
            command.program()
                + " did not end within "
                + command.limit().toString().substring(2).toLowerCase(Locale.ROOT)
                + " and was killed",
            "find out what it waits for: " + command.replay());
      }
      for (OutputReader reader : readers) {
        // The output of a process left behind does not matter.
        reader.awaitAll(STRAGGLER);
      }
    } catch (InterruptedException e) {
      new ProcessTree(process).end();
      Thread.currentThread().interrupt();
      throw cancelled(command, e);
    }
  }

  private static void closeStandardInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The process has already ended.
    }
  }

  private static void checkNotInterrupted(HostCommand command) {
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled(command, null);
    }
  }

  private static BuildException cancelled(HostCommand command, @Nullable Throwable cause) {
    return new BuildException(
        Failure.CANCELLED,
        "cancelled while running " + command.program(),
        "run the build again",
        cause);
  }

  private static BuildException missing(String program) {
    String remedy =
        Tool.of(program).map(Tool::remedy).orElse("install " + program) + ", or put it on PATH";
    return new BuildException(Failure.MISSING_TOOL, program + " is not on PATH", remedy);
  }
}
