package dev.casement.standin;

import dev.casement.pipeline.run.HeardGuest;
import dev.casement.pipeline.setup.AuthoredMedia;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A build's VM runs on a stand-in machine, one after the other: the product authors the media from
 * a recipe, the machine boots with them, and the product's reader hears what it says.
 */
public final class StandInBuild implements AutoCloseable {
  private static final Path RUNS = Programs.HOME.resolve("runs");

  private final Path directory;
  private final StandInWindows windows;
  private final AuthoredMedia media;
  private final Deque<Reset> resets = new ArrayDeque<>();
  private final Map<String, Duration> stepLimits = new HashMap<>();
  private Optional<Duration> signsOfLife = Optional.empty();
  private Optional<Duration> linger = Optional.empty();
  private Optional<Duration> ownLimit = Optional.empty();
  private Duration limit = Duration.ofMinutes(15);
  private Consumer<String> listener = line -> {};
  private boolean kept;
  private boolean fromImage;

  private StandInBuild(Path directory, StandInWindows windows, AuthoredMedia media) {
    this.directory = directory;
    this.windows = windows;
    this.media = media;
  }

  /** A build of this Windows with a plain recipe and Microsoft's updates. */
  public static StandInBuild of(WindowsKind kind) {
    return of(kind, new GuestRecipe());
  }

  public static StandInBuild of(WindowsKind kind, GuestRecipe recipe) {
    try {
      Files.createDirectories(RUNS);
      Path directory = Files.createTempDirectory(RUNS, kind.name() + "-");
      StandInWindows windows = StandInWindows.create(kind, directory.resolve("machine"));
      windows.updates("");
      Recipe read = new RecipeFile(recipe.write(kind, directory), Map.of()).read();
      Path images = Files.createDirectories(directory.resolve("media"));
      return new StandInBuild(directory, windows, new AuthoredMedia(read, kind.image(), images));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machine, to be told what is to happen in it, and asked what did. */
  public StandInWindows windows() {
    return windows;
  }

  public String password() {
    return media.password();
  }

  /** The password that the account has after run update or generalize, as its medium says. */
  public String passwordOf(String run) {
    try {
      return Files.readString(directory.resolve(run + "-1/casement/password.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long a boot may take before the test gives up. */
  public StandInBuild limit(Duration each) {
    limit = each;
    return this;
  }

  /** Resets the machine in the next run, in this order. */
  public StandInBuild resets(Reset... all) {
    resets.addAll(List.of(all));
    return this;
  }

  /** From now on, as in a build that starts from an image. */
  public StandInBuild withoutInstallMedium() {
    fromImage = true;
    return this;
  }

  /**
   * Gives a step of the next runs less time than the product would: its limit in job.xml is changed
   * on the medium.
   */
  public StandInBuild stepLimit(String step, Duration shorter) {
    stepLimits.put(step, shorter);
    return this;
  }

  /** Gives a step that has a limit of its own beside the runner's less of that, as an argument. */
  public StandInBuild ownLimit(Duration shorter) {
    ownLimit = Optional.of(shorter);
    return this;
  }

  /** Has the runner look more often whether a silent step works; changed in job.xml as well. */
  public StandInBuild signsOfLife(Duration every) {
    signsOfLife = Optional.of(every);
    return this;
  }

  /** Has the machine wait before the power-off, in the next runs; changed in job.xml as well. */
  public StandInBuild lingers(Duration time) {
    linger = Optional.of(time);
    return this;
  }

  /** Hands every line of COM1 on, as it comes. */
  public StandInBuild listen(Consumer<String> line) {
    listener = line;
    return this;
  }

  /** Leaves machine and media where they are; their directory. */
  public Path keep() {
    kept = true;
    return directory;
  }

  /**
   * Leaves the machine as run install leaves it, in no time; that run install does is held by
   * {@link ThreeRunsIT}.
   */
  public StandInBuild installed() {
    AuthoredMedia.Run authored = media.write("install");
    Path medium = drives("install", authored).get(authored.floppy().isPresent() ? 'a' : 'd');
    Path answerFile = medium.resolve("Autounattend.xml");
    windows.put(answerFile, "C:\\windows\\Panther\\unattend.xml");
    windows.put(medium.resolve("casement/start.cmd"), "C:\\ProgramData\\Casement\\start.cmd");
    new Winlogon(windows).armed(FirstLogon.of(answerFile));
    return this;
  }

  /** Run install, update or generalize, from power-on to power-off. */
  public RunResult run(String run) {
    AuthoredMedia.Run authored = media.write(run);
    windows.drives(drives(run, authored));
    shortenSteps(directory.resolve(run + "-1/casement/job.xml"));
    HeardGuest guest = new HeardGuest(authored.job());
    List<Boot.End> ends = new ArrayList<>();
    StringBuilder shown = new StringBuilder();
    Optional<List<String>> commands =
        run.equals("install") ? Optional.of(setUp()) : new Winlogon(windows).logOn();
    Consumer<String> heard = guest::hear;
    try (Com1 com1 = new Com1(heard.andThen(listener))) {
      // Read when the wineserver starts; the link in dosdevices would be overwritten.
      windows.registry().set("HKLM\\Software\\Wine\\Ports", "COM1", com1.device());
      while (commands.isPresent()) {
        windows.countBoot();
        Boot boot = new Boot(windows);
        Boot.End end = boot.run(commands.get(), limit, button(guest));
        ends.add(end);
        shown.append(boot.shown());
        switch (end) {
          case OFF -> {
            return result(guest, ends, RunResult.End.OFF, shown);
          }
          case IDLE -> {
            return result(guest, ends, RunResult.End.IDLE, shown);
          }
          case LIMIT -> {
            return result(guest, ends, RunResult.End.LIMIT, shown);
          }
          case RESTART, RESET -> commands = new Winlogon(windows).logOn();
        }
      }
    }
    return result(guest, ends, RunResult.End.NOBODY_LOGS_ON, shown);
  }

  /** Pressed when the next of the resets is due. */
  private BooleanSupplier button(HeardGuest guest) {
    Reset next = resets.poll();
    if (next == null) {
      return () -> false;
    }
    AtomicLong heard = new AtomicLong();
    return () -> {
      if (guest.messages().size() < next.messages()) {
        return false;
      }
      heard.compareAndSet(0, System.nanoTime());
      return System.nanoTime() - heard.get() >= next.delay().toNanos();
    };
  }

  private static RunResult result(
      HeardGuest guest, List<Boot.End> ends, RunResult.End end, StringBuilder shown) {
    return new RunResult(guest, ends, end, shown.toString());
  }

  /** What Setup has done with the answer file; what the first logon starts. */
  private List<String> setUp() {
    Path answerFile = directory.resolve("install-1").resolve("Autounattend.xml");
    // Setup keeps a copy, which sysprep would use (Microsoft, "Use answer files with Sysprep").
    windows.put(answerFile, "C:\\windows\\Panther\\unattend.xml");
    FirstLogon logon = FirstLogon.of(answerFile);
    new Winlogon(windows).first(logon);
    return logon.commands();
  }

  /** What the drives hold is what is in the images, which are taken apart as Windows would. */
  private Map<Character, Path> drives(String run, AuthoredMedia.Run authored) {
    Map<Character, Path> drives = new HashMap<>();
    List<Path> images = Stream.concat(authored.floppy().stream(), authored.cds().stream()).toList();
    char cd = 'd';
    for (int i = 0; i < images.size(); i++) {
      Path content = directory.resolve(run + "-" + (i + 1));
      MachineImage.delete(content);
      Host.run(directory, "7z", "x", "-bd", "-y", "-o" + content, images.get(i).toString());
      boolean floppy = i == 0 && authored.floppy().isPresent();
      drives.put(floppy ? 'a' : cd++, content);
    }
    if (run.equals("install")) {
      drives.put(cd++, DriverDisc.directory());
      if (!fromImage) {
        drives.put(cd, installMedium());
      }
    }
    return drives;
  }

  /** Of the install medium there is what dism takes from it. */
  private Path installMedium() {
    Path medium = directory.resolve("install-medium");
    try {
      Path sources = Files.createDirectories(medium.resolve("sources/sxs"));
      String cabinet = "microsoft-windows-netfx3-ondemand-package~31bf3856ad364e35~amd64~~.cab";
      Files.writeString(sources.resolve(cabinet), "MSCF");
      return medium;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void shortenSteps(Path job) {
    try {
      String text = Files.readString(job);
      if (signsOfLife.isPresent()) {
        text = text.replaceAll(" life=\"\\d+\"", " life=\"" + signsOfLife.get().toSeconds() + "\"");
      }
      if (linger.isPresent()) {
        text = text.replace(" life=", " linger=\"" + linger.get().toSeconds() + "\" life=");
      }
      if (ownLimit.isPresent()) {
        text = text.replaceAll("(-Limit '|-Limit &apos;)\\d+", "$1" + ownLimit.get().toSeconds());
      }
      for (Map.Entry<String, Duration> each : stepLimits.entrySet()) {
        text =
            text.replaceAll(
                "(<step id=\"" + each.getKey() + "\" [^>]* timeout=\")\\d+",
                "$1" + each.getValue().toSeconds());
      }
      Files.writeString(job, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the machine and its media. */
  @Override
  public void close() {
    if (!kept) {
      MachineImage.delete(directory);
    }
  }
}
