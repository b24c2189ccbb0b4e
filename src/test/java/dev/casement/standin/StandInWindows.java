package dev.casement.standin;

import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A machine with a stand-in Windows: its disk, its registry, its drives, and what its programs
 * answer. {@link Boot} runs it.
 *
 * <p>{@code C:\standin} is the stand-in's own directory; nothing of the product looks there.
 */
public final class StandInWindows {
  private final WindowsKind kind;
  private final Path prefix;
  private final List<String> ownPrograms = new ArrayList<>();
  private final Set<Character> ownDrives = new HashSet<>();
  private Duration goingDown = Duration.ofMillis(300);
  private Optional<Set<String>> accounts = Optional.empty();

  private StandInWindows(WindowsKind kind, Path prefix) {
    this.kind = kind;
    this.prefix = prefix;
  }

  /** A new machine in a directory that does not exist yet. */
  static StandInWindows create(WindowsKind kind, Path directory) {
    MachineImage.copy(kind, directory);
    StandInWindows windows = new StandInWindows(kind, directory);
    windows.furnish();
    return windows;
  }

  private void furnish() {
    try {
      Files.createDirectories(standIn("prelude.d"));
      Files.createDirectories(standIn("tasks"));
      for (String name : List.of("prelude.ps1", "windows-update.ps1", "answers.txt")) {
        Files.copy(Programs.SOURCES.resolve(name), standIn(name));
      }
      for (String name : List.of("schtasks.cmd", "sysprep.cmd", "sc.cmd")) {
        Files.writeString(
            standIn(name), Files.readString(Programs.SOURCES.resolve(name)).replace("\n", "\r\n"));
      }
      // What a Windows that has run for a while has there.
      Files.createDirectories(path("C:\\windows\\SoftwareDistribution\\Download"));
      Files.writeString(
          path("C:\\windows\\SoftwareDistribution\\Download").resolve("old.cab"), "an update");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public WindowsKind kind() {
    return kind;
  }

  boolean isCore() {
    return kind.type() == InstallationType.SERVER_CORE;
  }

  /** Whether the runner makes a logon task beside the Run key, as long as Explorer is the shell. */
  boolean hasLogonTask() {
    return isCore()
        || kind.equals(WindowsKind.of(Release.SERVER_2012))
        || kind.equals(WindowsKind.of(Release.SERVER_2012_R2));
  }

  Path prefix() {
    return prefix;
  }

  Wine wine() {
    return new Wine(prefix);
  }

  /** A file of the stand-in's own directory. */
  Path standIn(String name) {
    return prefix.resolve("drive_c/standin").resolve(name);
  }

  /** What the machine's programs are started with. */
  Map<String, String> environment() {
    Map<String, String> environment = wine().environment(ownPrograms);
    environment.put("STANDIN_WINDOWS", kind.version());
    environment.put("STANDIN_BOOT", Integer.toString(boots()));
    return environment;
  }

  /** How often it was started so far. */
  int boots() {
    return read("boots").map(Integer::parseInt).orElse(0);
  }

  void countBoot() {
    write("boots", Integer.toString(boots() + 1));
    remove("reboot-required");
    remove("shutdown.txt");
  }

  // --- what a test says about it -----------------------------------------------------------------

  /** A program ends with this exit code when its command line has this part; the last word wins. */
  public StandInWindows answer(String program, String part, int exitCode) {
    return answer(program, part, exitCode, "");
  }

  /**
   * The same after a command, which cmd.exe runs with the program's arguments behind it.
   *
   * @param command a command line, or the name of a script that {@link #script} has made
   */
  public StandInWindows answer(String program, String part, int exitCode, String command) {
    return answer(program + "\t" + part + "\t" + exitCode + "\t" + command);
  }

  /** A program does what this command does, and ends with its exit code. */
  public StandInWindows answer(String program, String part, String command) {
    return answer(program + "\t" + part + "\t-\t" + command);
  }

  private StandInWindows answer(String line) {
    append("answers.txt", line + "\n");
    return this;
  }

  /** A batch file of the stand-in; the command to run it. */
  public String script(String name, String... lines) {
    write(name, "@echo off\r\n" + String.join("\r\n", lines) + "\r\n");
    return "C:\\standin\\" + name;
  }

  /** Has one of Wine's own programs played by the stand-in as well, such as {@code msiexec}. */
  public StandInWindows replaceProgram(String name) {
    ownPrograms.add(name);
    Path place = prefix.resolve("drive_c/windows/system32").resolve(name + ".exe");
    try {
      Files.deleteIfExists(place);
      Files.copy(Programs.built("program.exe"), place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * What the Windows Update Agent has; the form is in {@code src/test/guest/windows-update.ps1}.
   */
  public StandInWindows updates(String text) {
    write("updates.txt", text);
    return this;
  }

  /** The Store apps there are, one a line: full name, a tab, what is true of it. */
  public StandInWindows storeApps(String text) {
    write("apps.txt", text);
    return this;
  }

  /**
   * PowerShell that each script of the guest finds loaded. An alias in it is preferred to a
   * function of the same name that a script defines.
   */
  public StandInWindows prelude(String name, String text) {
    write("prelude.d/" + name + ".ps1", text);
    return this;
  }

  /** Winlogon knows only these accounts; without this it takes any name. */
  public StandInWindows accounts(String... names) {
    accounts = Optional.of(Set.of(names));
    return this;
  }

  /** How long programs still run once Windows goes down; 300 ms without this. */
  public StandInWindows goingDown(Duration time) {
    goingDown = time;
    return this;
  }

  Duration goingDown() {
    return goingDown;
  }

  boolean hasAccount(String name) {
    return accounts.map(names -> names.contains(name)).orElse(!name.isEmpty());
  }

  // --- what became of it -------------------------------------------------------------------------

  /** Its registry; only while it is powered off. */
  public WineRegistry registry() {
    return new WineRegistry(prefix);
  }

  /** The start type of a service (2 automatic, 3 manual, 4 disabled), or empty without one. */
  public Optional<Integer> serviceStart(String name) {
    return registry()
        .value("HKLM\\System\\CurrentControlSet\\Services\\" + name, "Start")
        .map(Integer::parseInt);
  }

  /** Every program that was called, with its arguments, in order: {@code pnputil.exe /add-…}. */
  public List<String> calls() {
    return read("calls.log").map(text -> text.lines().toList()).orElse(List.of());
  }

  /** The arguments of every call of a program. */
  public List<String> calls(String program) {
    String begin = program + ".exe ";
    return calls().stream()
        .filter(call -> call.toLowerCase(Locale.ROOT).startsWith(begin))
        .map(call -> call.substring(begin.length()))
        .toList();
  }

  /** The scheduled tasks, each as the XML or the arguments with which schtasks made it. */
  public List<String> tasks() {
    try (Stream<Path> files = Files.list(standIn("tasks"))) {
      List<String> tasks = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        boolean wide = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe;
        Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1;
        tasks.add(new String(bytes, charset).strip());
      }
      return tasks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a scheduled task. */
  void task(String name, String xml) {
    write("tasks/" + name, xml + "\n");
  }

  /**
   * Where a file of the machine is on the host, whatever the case of its letters; where it would be
   * if there is none.
   *
   * @param windowsPath such as {@code C:\ProgramData\Casement}
   */
  public Path path(String windowsPath) {
    Path place = prefix.resolve("drive_c");
    for (String name : windowsPath.substring("C:\\".length()).split("\\\\")) {
      place = place.resolve(child(place, name));
    }
    return place;
  }

  public boolean exists(String windowsPath) {
    return Files.exists(path(windowsPath));
  }

  public String text(String windowsPath) {
    try {
      return Files.readString(path(windowsPath), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of the machine's disk and registry that hold this text, as ASCII or as UTF-16. */
  public List<Path> filesHolding(String text) {
    byte[] narrow = text.getBytes(StandardCharsets.US_ASCII);
    byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
    List<Path> holding = new ArrayList<>();
    Path engine = prefix.resolve("drive_c/engine");
    try (Stream<Path> files = Files.walk(prefix)) {
      for (Path file : files.filter(each -> !each.startsWith(engine)).toList()) {
        if (Files.isRegularFile(file) && (holds(file, narrow) || holds(file, wide))) {
          holding.add(file);
        }
      }
      return holding;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, byte[] bytes) throws IOException {
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    return content.contains(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static String child(Path directory, String name) {
    if (!Files.isDirectory(directory)) {
      return name;
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString())
          .filter(each -> each.equalsIgnoreCase(name))
          .findFirst()
          .orElse(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- drives ------------------------------------------------------------------------------------

  /** Puts what is in a directory into a drive of the machine's own, which no medium takes. */
  public void ownDrive(char letter, Path directory) {
    ownDrives.add(letter);
    try {
      Path drive = prefix.resolve("dosdevices").resolve(letter + ":");
      Files.createSymbolicLink(drive, directory.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts what is in directories into the drives of the media, and nothing else than these. */
  void drives(Map<Character, Path> drives) {
    Path devices = prefix.resolve("dosdevices");
    try {
      for (char letter = 'a'; letter <= 'z'; letter++) {
        Path drive = devices.resolve(letter + ":");
        if (letter != 'c' && !ownDrives.contains(letter)) {
          Files.deleteIfExists(drive);
        }
        if (drives.containsKey(letter)) {
          Files.createSymbolicLink(drive, drives.get(letter).toAbsolutePath());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a drive another letter, while the machine runs or not. */
  public void moveDrive(char from, char to) {
    Path devices = prefix.resolve("dosdevices");
    try {
      Files.move(devices.resolve(from + ":"), devices.resolve(to + ":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file into the machine's disk. */
  void put(Path file, String windowsPath) {
    Path place = path(windowsPath);
    try {
      Files.createDirectories(place.getParent());
      Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- files of the stand-in ---------------------------------------------------------------------

  Optional<String> read(String name) {
    try {
      Path file = standIn(name);
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(standIn(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String name, String text) {
    try {
      Files.writeString(standIn(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(standIn(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
