package dev.casement.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One boot of a machine: what starts at logon, until the power is cut. */
final class Boot {
  private static final Duration LOOK = Duration.ofMillis(25);

  /** How often the power is cut, a second apart. */
  private static final int TRIES = 60;

  /** How often only the power is cut, before the programs themselves are killed as well. */
  private static final int GENTLE_TRIES = 5;

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private final StandInWindows windows;
  private final StringBuilder shown = new StringBuilder();

  Boot(StandInWindows windows) {
    this.windows = windows;
  }

  /** How a boot ends. */
  enum End {
    /** shutdown /s. */
    OFF,
    /** shutdown /r. */
    RESTART,
    /** Everything that was started at logon has ended, and nobody shuts the machine down. */
    IDLE,
    /** The test pressed the reset button. */
    RESET,
    /** It took longer than the test allows. */
    LIMIT
  }

  /**
   * Starts the command lines one after the other, and ends with the power cut.
   *
   * @param reset whether the reset button is pressed now
   */
  End run(List<String> commandLines, Duration limit, BooleanSupplier reset) {
    long begin = System.nanoTime();
    try {
      for (String commandLine : commandLines) {
        Optional<End> end =
            run(
                start(commandLine),
                () -> look(Duration.ofNanos(System.nanoTime() - begin), limit, reset));
        if (end.isPresent()) {
          return end.get();
        }
      }
      // Nobody is left who would call it off: the rest of its delay need not be waited for.
      End end = planned().map(Planned::end).orElse(End.IDLE);
      windows.wine().cutPower();
      return end;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      windows.wine().cutPower();
      Thread.currentThread().interrupt();
      return End.LIMIT;
    }
  }

  /** Waits for the end of what a console runs; the end of the boot, if that comes first. */
  private Optional<End> run(Process console, Look look) throws IOException, InterruptedException {
    Thread reader = Thread.ofPlatform().daemon().start(() -> show(console.getInputStream()));
    Optional<End> end = Optional.empty();
    while (end.isEmpty() && console.isAlive()) {
      Thread.sleep(LOOK);
      end = look.atMachine();
    }
    if (end.isPresent()) {
      cutPower(console);
    }
    reader.join();
    return end;
  }

  /** Looks whether the boot ends. */
  @FunctionalInterface
  private interface Look {
    Optional<End> atMachine() throws InterruptedException;
  }

  /**
   * Cuts the power until what was started has ended. A reset may come before Wine has its server,
   * which then starts later; or while a program connects to it, and the program then waits for a
   * server that no longer exists. So after a few tries the programs themselves are killed, too.
   */
  private void cutPower(Process console) throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      windows.wine().cutPower();
      if (i >= GENTLE_TRIES) {
        console.descendants().forEach(ProcessHandle::destroyForcibly);
      }
      if (console.waitFor(1, TimeUnit.SECONDS)) {
        return;
      }
    }
    // The console's programs are killed when its standard input ends.
    console.getOutputStream().close();
    throw new AssertionError("The power was cut " + TRIES + " times, and programs still run");
  }

  private Optional<End> look(Duration elapsed, Duration limit, BooleanSupplier reset)
      throws InterruptedException {
    if (reset.getAsBoolean()) {
      return Optional.of(End.RESET);
    }
    if (elapsed.compareTo(limit) >= 0) {
      return Optional.of(End.LIMIT);
    }
    Optional<Planned> planned = planned();
    if (planned.isPresent() && planned.get().at() <= System.currentTimeMillis()) {
      Thread.sleep(windows.goingDown());
      return Optional.of(planned.get().end());
    }
    return Optional.empty();
  }

  /** A shutdown to come, as shutdown.c has written it. */
  private record Planned(End end, long at) {}

  private Optional<Planned> planned() {
    Matcher plan =
        Pattern.compile("([rs]) (\\d+)\n").matcher(windows.read("shutdown.txt").orElse(""));
    return plan.matches()
        ? Optional.of(
            new Planned(
                plan.group(1).equals("r") ? End.RESTART : End.OFF, Long.parseLong(plan.group(2))))
        : Optional.empty();
  }

  /** PowerShell's host needs a console, which Wine makes of a terminal. */
  private Process start(String commandLine) throws IOException {
    List<String> argv =
        new ArrayList<>(Arrays.asList(Programs.built("terminal").toString(), "console", "wine"));
    Matcher word = WORD.matcher(Wine.runnable(windows, commandLine));
    while (word.find()) {
      argv.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.directory(windows.prefix().resolve("drive_c").toFile());
    builder.environment().putAll(windows.environment());
    builder.environment().remove("DISPLAY");
    return builder.start();
  }

  private void show(InputStream console) {
    try (console) {
      byte[] bytes = new byte[8192];
      for (int count = console.read(bytes); count > 0; count = console.read(bytes)) {
        synchronized (shown) {
          shown.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // The console is gone with the machine.
    }
  }

  /** What the machine's screen has shown, without what only moves the cursor. */
  String shown() {
    synchronized (shown) {
      return shown
          .toString()
          .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]|\u001b\\][^\u0007]*\u0007|\r", "");
    }
  }
}
