package dev.casement.pipeline.run;

import dev.casement.hypervisor.VirtualMachine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Distinguishes a guest that works silently from one that hangs, by checking its disk counters and
 * screen at intervals.
 *
 * <p>A blinking cursor or a spinner is not a sign of life, nor is the trickle of writes of an idle
 * Windows: the screen counts as changed when more than 1 in 500 of its pixels differ, the disk as
 * busy above 32 KiB a second. Both thresholds are estimates, not yet measured on real Windows.
 */
public final class Vitality {
  private static final int CHANGED_PIXELS_IN = 500;
  private static final long BUSY_BYTES_PER_SECOND = 32 << 10;

  private final VirtualMachine machine;
  private final Clock clock;
  private final Duration interval;
  private final Path screens;
  private final Consumer<Path> onNewScreen;
  private Instant lastSign;
  private Optional<Duration> cpuTimeAtLastSign;
  private Instant lastLook;
  private long lastBytes;
  private Optional<BufferedImage> lastScreen = Optional.empty();

  /**
   * @param silence the limit that will be compared with {@link #quietFor()}
   * @param screens a directory for the last two different screens, {@code screen.png} and {@code
   *     screen-before.png}
   * @param onNewScreen receives each {@code screen.png} that differs from the one before
   */
  public Vitality(
      VirtualMachine machine,
      Clock clock,
      Duration silence,
      Path screens,
      Consumer<Path> onNewScreen) {
    this.machine = machine;
    this.clock = clock;
    Duration twentieth = silence.dividedBy(20);
    this.interval =
        twentieth.compareTo(Duration.ofSeconds(2)) < 0
            ? Duration.ofSeconds(2)
            : twentieth.compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : twentieth;
    this.screens = screens;
    this.onNewScreen = onNewScreen;
    this.lastSign = clock.instant();
    this.cpuTimeAtLastSign = machine.cpuTime();
    this.lastLook = lastSign;
  }

  /** Records another sign of life: a message. */
  void sign() {
    signAt(clock.instant());
  }

  private void signAt(Instant now) {
    lastSign = now;
    cpuTimeAtLastSign = machine.cpuTime();
  }

  /** The time since the last sign of life. */
  Duration quietFor() {
    return Duration.between(lastSign, clock.instant());
  }

  /**
   * How busy the machine has been since the last sign of life, in percent of one of this host's
   * processors; empty if unknown. A guest that waits for somebody uses next to nothing, one that is
   * caught in a loop a hundred or more.
   */
  OptionalLong processorPercent() {
    Optional<Duration> used =
        machine.cpuTime().flatMap(now -> cpuTimeAtLastSign.map(before -> now.minus(before)));
    long quiet = quietFor().toMillis();
    return used.isEmpty() || quiet == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, used.get().toMillis() * 100 / quiet));
  }

  /** Checks disk and screen if the interval has passed. */
  public void look() {
    Instant now = clock.instant();
    Duration since = Duration.between(lastLook, now);
    if (since.compareTo(interval) < 0) {
      return;
    }
    lastLook = now;
    long bytes = machine.diskBytes();
    boolean busy = bytes - lastBytes > BUSY_BYTES_PER_SECOND * Math.max(1, since.toSeconds());
    lastBytes = bytes;
    if (lookAtScreen() || busy) {
      signAt(now);
    }
  }

  /** Captures the screen at once, so that the evidence is fresh; returns whether it has changed. */
  public boolean lookAtScreen() {
    Path fresh = screens.resolve(".screen.png");
    if (!machine.screenshot(fresh)) {
      return false;
    }
    try {
      BufferedImage screen = ImageIO.read(fresh.toFile());
      boolean changed =
          screen != null && (lastScreen.isEmpty() || differ(lastScreen.get(), screen));
      Path current = screens.resolve("screen.png");
      if (changed) {
        if (Files.exists(current)) {
          Files.move(
              current, screens.resolve("screen-before.png"), StandardCopyOption.REPLACE_EXISTING);
        }
        lastScreen = Optional.of(screen);
      }
      Files.move(fresh, current, StandardCopyOption.REPLACE_EXISTING);
      if (changed) {
        onNewScreen.accept(current);
      }
      return changed;
    } catch (IOException e) {
      // A screen that cannot be read says nothing about the guest; disk and messages still do.
      return false;
    }
  }

  private static boolean differ(BufferedImage before, BufferedImage now) {
    if (before.getWidth() != now.getWidth() || before.getHeight() != now.getHeight()) {
      return true;
    }
    int allowed = before.getWidth() * before.getHeight() / CHANGED_PIXELS_IN;
    int changed = 0;
    int[] a = new int[before.getWidth()];
    int[] b = new int[before.getWidth()];
    for (int y = 0; y < before.getHeight(); y++) {
      before.getRGB(0, y, a.length, 1, a, 0, a.length);
      now.getRGB(0, y, b.length, 1, b, 0, b.length);
      for (int x = 0; x < a.length; x++) {
        if (a[x] != b[x] && ++changed > allowed) {
          return true;
        }
      }
    }
    return false;
  }
}
