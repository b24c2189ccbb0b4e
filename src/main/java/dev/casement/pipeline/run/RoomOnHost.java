package dev.casement.pipeline.run;

import dev.casement.files.HostSpace;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits for room on the host for a guest that is paused because there is none, and then lets it
 * continue.
 */
public final class RoomOnHost {
  /** Windows writes this much in some seconds, so with less it would soon be paused again. */
  static final DataSize ENOUGH = DataSize.mebibytes(512);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** A disk that fills again and again is reported once in this time. */
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

  private final VirtualMachine machine;
  private final Path directory;
  private final StageContext context;
  private final Clock timer;
  private Optional<Instant> nextLook = Optional.empty();
  private Optional<Instant> warned = Optional.empty();
  private boolean told;

  /**
   * @param directory on the file system of the machine's disk
   */
  public RoomOnHost(VirtualMachine machine, Path directory, StageContext context) {
    this.machine = machine;
    this.directory = directory;
    this.context = context;
    this.timer = context.deadline().timer();
  }

  /** Records that the guest is paused. */
  public void isFull() {
    if (nextLook.isPresent()) {
      return;
    }
    Instant now = timer.instant();
    nextLook = Optional.of(now.plus(BETWEEN_LOOKS));
    if (warned.isEmpty() || Duration.between(warned.get(), now).compareTo(BETWEEN_WARNINGS) > 0) {
      warned = Optional.of(now);
      told = true;
      context.warn(
          "the host's disk is full: the guest is paused, and continues when "
              + ENOUGH
              + " are free on the disk that holds --work-dir; the limit of the stage goes on");
    }
    context.progress("paused: the host's disk is full");
  }

  /** Whether the guest is paused; looks for room every few seconds and lets it continue. */
  public boolean isAwaited() {
    if (nextLook.isEmpty()) {
      return false;
    }
    Instant now = timer.instant();
    if (!now.isBefore(nextLook.get())) {
      nextLook = Optional.of(now.plus(BETWEEN_LOOKS));
      if (hasRoom()) {
        nextLook = Optional.empty();
        machine.resume();
        tellEnd("there is room on the host's disk again: the guest continues");
      }
    }
    return true;
  }

  /** Whoever was warned is told that it is over; progress may not be shown. */
  private void tellEnd(String text) {
    if (told) {
      context.warn(text);
    } else {
      context.progress(text);
    }
    told = false;
  }

  private boolean hasRoom() {
    try {
      return HostSpace.free(directory).compareTo(ENOUGH) >= 0;
    } catch (IOException e) {
      // Asked again soon; the stage has a limit.
      return false;
    }
  }
}
