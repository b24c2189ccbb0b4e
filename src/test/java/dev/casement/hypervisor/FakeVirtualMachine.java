package dev.casement.hypervisor;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * A machine that plays a script of events; waiting for an event that does not come takes no time
 * but the test's own clock's.
 */
public final class FakeVirtualMachine implements VirtualMachine {
  private final Deque<Optional<MachineEvent>> script = new ArrayDeque<>();
  private final List<Key> keys = new ArrayList<>();
  private final Consumer<Duration> passTime;
  private long diskBytes;
  private long diskBytesPerTick;
  private Optional<Duration> cpuTime = Optional.empty();
  private int cpuPercent;
  private int screen;
  private boolean screenChanges;
  private boolean closed;
  private Duration delay = Duration.ZERO;
  private int resumes;
  private boolean blind;
  private volatile boolean screenless;

  /**
   * @param passTime told how much time a wait for nothing takes
   */
  public FakeVirtualMachine(Consumer<Duration> passTime) {
    this.passTime = passTime;
  }

  public FakeVirtualMachine says(String line) {
    return then(new MachineEvent.SerialLine(line));
  }

  public FakeVirtualMachine then(MachineEvent event) {
    script.add(Optional.of(event));
    return this;
  }

  /** Nothing happens for so many waits. */
  public FakeVirtualMachine idles(int waits) {
    for (int i = 0; i < waits; i++) {
      script.add(Optional.empty());
    }
    return this;
  }

  /** From now on each wait for nothing reads this much from the disks. */
  public FakeVirtualMachine readsPerTick(long bytes) {
    diskBytesPerTick = bytes;
    return this;
  }

  /**
   * From now on it says how much processor time it uses: in each wait for nothing so much of it.
   */
  public FakeVirtualMachine usesProcessor(int percent) {
    cpuTime = Optional.of(Duration.ZERO);
    cpuPercent = percent;
    return this;
  }

  /** From now on each screenshot differs from the last. */
  public FakeVirtualMachine changesItsScreen() {
    screenChanges = true;
    return this;
  }

  /** From now on it takes its time to say how much it has read. */
  public FakeVirtualMachine answersAfter(Duration time) {
    delay = time;
    return this;
  }

  /** From now on its screen cannot be seen. */
  public FakeVirtualMachine losesItsScreen() {
    screenless = true;
    return this;
  }

  /** From now on only what it says is known of it. */
  public FakeVirtualMachine showsNothing() {
    blind = true;
    return this;
  }

  @Override
  public boolean showsLife() {
    return !blind;
  }

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Optional<MachineEvent> event = script.isEmpty() ? Optional.empty() : script.poll();
    if (event.isEmpty()) {
      diskBytes += diskBytesPerTick;
      cpuTime = cpuTime.map(used -> used.plus(patience.multipliedBy(cpuPercent).dividedBy(100)));
      passTime.accept(patience);
    }
    return event;
  }

  @Override
  public boolean screenshot(Path png) {
    if (blind || screenless) {
      return false;
    }
    if (screenChanges) {
      screen++;
    }
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, screen * 0x102030);
      }
    }
    try {
      return ImageIO.write(image, "png", png.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void press(Key key) {
    keys.add(key);
  }

  public List<Key> keys() {
    return List.copyOf(keys);
  }

  @Override
  public void resume() {
    resumes++;
  }

  public int resumes() {
    return resumes;
  }

  @Override
  public long diskBytes() {
    if (!delay.isZero()) {
      passTime.accept(delay);
    }
    return diskBytes;
  }

  @Override
  public Optional<Duration> cpuTime() {
    return cpuTime;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
