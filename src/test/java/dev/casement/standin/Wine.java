package dev.casement.standin;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Wine is called for a machine.
 *
 * <p>Tried with Wine 8.0 (Debian 12). What differs from version to version belongs here.
 *
 * <p>Its preloader must be installed: wine64 lies at 0x7d000000, Linux 6.18 puts the heap anywhere
 * in the gigabyte after it, and without the preloader, which reserves 0x7ffe0000 for the data that
 * Windows shares with each process, one program in some 4,500 does not start (exit code 1 in
 * virtual_alloc_first_teb; ERROR_INTERNAL_ERROR for the one that starts it).
 */
final class Wine {
  /** Programs of the stand-in that Wine has too, and would prefer to ours. */
  private static final List<String> OURS =
      List.of(
          "powershell",
          "shutdown",
          "taskkill",
          "netsh",
          "schtasks",
          "wusa",
          "dism",
          "pnputil",
          "powercfg",
          "wevtutil",
          "sysprep",
          "sc");

  private static final Pattern BATCH_FILE = Pattern.compile("C:\\\\[^\"]*?\\.cmd");
  private static final String COPY = "C:\\standin\\running.cmd";

  private final Path prefix;

  Wine(Path prefix) {
    this.prefix = prefix;
  }

  /** The programs that are answered by {@code program.c}. */
  static List<String> scripted() {
    return OURS.stream()
        .filter(name -> !List.of("powershell", "shutdown", "taskkill").contains(name))
        .toList();
  }

  /**
   * The environment of what runs in the machine.
   *
   * @param more names of programs that are ours in this machine only
   */
  Map<String, String> environment(List<String> more) {
    StringBuilder overrides = new StringBuilder("mshtml=");
    for (List<String> names : List.of(OURS, more)) {
      names.forEach(name -> overrides.append(';').append(name).append(".exe=n"));
    }
    Map<String, String> environment = base();
    // mscoree must stay: without it Wine does not load managed assemblies.
    environment.put("WINEDLLOVERRIDES", overrides.toString());
    // Dynamic methods crash the runtime under Wine with it (0x80131506, now and then).
    environment.put("DOTNET_EnableWriteXorExecute", "0");
    environment.put("POWERSHELL_TELEMETRY_OPTOUT", "1");
    environment.put("POWERSHELL_UPDATECHECK", "Off");
    environment.put("NO_COLOR", "1");
    // A pseudo terminal has no modem lines, and SerialPort.Open asks for them.
    environment.put("LD_PRELOAD", Programs.built("modem.so").toString());
    return environment;
  }

  private Map<String, String> base() {
    Map<String, String> environment = new HashMap<>();
    environment.put("WINEPREFIX", prefix.toString());
    environment.put("WINEARCH", "win64");
    environment.put("WINEDEBUG", "-all");
    environment.put("DISPLAY", "");
    return environment;
  }

  /** Makes the prefix; without Mono's installer, which Wine would look for. */
  void create() {
    Map<String, String> environment = base();
    environment.put("WINEDLLOVERRIDES", "mscoree=;mshtml=");
    Host.run(prefix, environment, List.of("wineboot", "-i"));
    await();
  }

  /** Cuts the power: every process is gone, what the registry holds is on disk. */
  void cutPower() {
    Host.runAnyway(prefix, base(), List.of("wineserver", "-k"));
    await();
  }

  private void await() {
    Host.runAnyway(prefix, base(), List.of("wineserver", "-w"));
  }

  /**
   * A command line of Windows as Wine can run it.
   *
   * <p>Its cmd takes no parentheses behind {@code do if exist} on a command line, so the answer
   * file's {@code (call FILE & exit)} becomes {@code call FILE}; only one drive has the file. And
   * it holds a batch file open while it runs, which Windows' cmd does not (it opens the file for
   * each line): so a batch file of C: is run from a copy, and may be deleted meanwhile.
   */
  static String runnable(StandInWindows windows, String commandLine) {
    String line = commandLine.replaceAll("\\((call [^&()]+?) & exit\\)", "$1");
    Matcher batch = BATCH_FILE.matcher(line);
    if (!batch.find() || !windows.exists(batch.group())) {
      return line;
    }
    windows.put(windows.path(batch.group()), COPY);
    return line.replace(batch.group(), COPY);
  }
}
