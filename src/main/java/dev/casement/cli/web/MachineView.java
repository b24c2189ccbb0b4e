package dev.casement.cli.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be seen of a running machine. It is asked only when somebody looks, and not more often
 * because many do.
 */
final class MachineView {
  private static final Duration BETWEEN_SCREENS = Duration.ofMillis(900);
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(1900);

  /**
   * VirtualBox starts a program for each question; neither the screens nor the samples may cost
   * more than this part.
   */
  private static final int MOST_OF_THE_TIME = 20;

  private static final int MOST_SAMPLES = 150;
  private static final long LARGEST_SCREEN = 16 << 20;

  private final WatchedMachine machine;
  private final Path file;
  private final Clock clock;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Optional<byte[]> screen = Optional.empty();
  private Instant nextScreen = Instant.MIN;
  private Instant nextSample = Instant.MIN;
  private Instant lastSample;
  private long lastDiskBytes;
  private Optional<Duration> lastCpuTime = Optional.empty();

  /**
   * How busy the machine was since the sample before.
   *
   * @param at milliseconds since 1970
   * @param disk bytes a second, read and written
   * @param cpus how many processors of the host it has used; empty if unknown
   */
  record Sample(long at, double disk, Optional<Double> cpus) {}

  /**
   * A view of a machine that has just been started.
   *
   * @param directory for screenshots; exists
   */
  MachineView(WatchedMachine machine, Path directory, Clock clock) {
    this.machine = machine;
    this.file = directory.resolve(UUID.randomUUID() + ".png");
    this.clock = clock;
    this.lastSample = clock.instant();
  }

  boolean isOver() {
    return machine.isClosed();
  }

  /** The screen as a PNG, about a second old at most; empty when there is none. */
  synchronized Optional<byte[]> screen() {
    Instant now = clock.instant();
    if (now.isBefore(nextScreen)) {
      return screen;
    }
    screen = capture();
    nextScreen = next(now, BETWEEN_SCREENS);
    return screen;
  }

  private Optional<byte[]> capture() {
    try {
      boolean there = machine.screenshot(file) && Files.size(file) <= LARGEST_SCREEN;
      return there ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      // Whoever looks sees no screen; the build has its own ways to notice a full disk.
      return Optional.empty();
    }
  }

  /**
   * The samples that were taken while somebody looked, the oldest first; none of a machine of which
   * only its messages are known.
   */
  synchronized List<Sample> activity() {
    if (!machine.showsLife()) {
      return List.of();
    }
    Instant now = clock.instant();
    if (!now.isBefore(nextSample)) {
      sample(now);
      nextSample = next(now, BETWEEN_SAMPLES);
    }
    return List.copyOf(samples);
  }

  private void sample(Instant now) {
    long bytes = machine.diskBytes();
    Optional<Duration> cpuTime = machine.cpuTime();
    double seconds = Math.max(0.001, Duration.between(lastSample, now).toMillis() / 1000.0);
    Optional<Double> cpus =
        cpuTime.flatMap(
            time ->
                lastCpuTime.map(
                    before -> Math.max(0, time.minus(before).toMillis() / 1000.0 / seconds)));
    if (lastCpuTime.isPresent() || cpuTime.isEmpty()) {
      samples.add(
          new Sample(now.toEpochMilli(), Math.max(0, bytes - lastDiskBytes) / seconds, cpus));
    }
    if (samples.size() > MOST_SAMPLES) {
      samples.removeFirst();
    }
    lastSample = now;
    lastDiskBytes = bytes;
    lastCpuTime = cpuTime;
  }

  private Instant next(Instant began, Duration pause) {
    Duration took = Duration.between(began, clock.instant()).multipliedBy(MOST_OF_THE_TIME);
    return began.plus(took.compareTo(pause) > 0 ? took : pause);
  }
}
