package dev.casement.verify.inventory;

import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is installed in addition to Windows itself.
 *
 * @param languages of its user interface, such as {@code en-US}
 * @param updates such as {@code KB5031364}; by package if the registry lacks the article, such as
 *     {@code RollupFix 20348.2700.1.5}
 * @param features enabled optional features, by dism's names
 * @param driverPackages those that were not shipped with Windows
 * @param dotNet versions of .NET Framework
 * @param powerShell the version of Windows PowerShell; empty if there is none
 * @param programs the installed programs of both registry views
 */
public record Software(
    List<String> languages,
    List<String> updates,
    List<String> features,
    List<DriverPackage> driverPackages,
    List<String> dotNet,
    String powerShell,
    List<Program> programs) {
  private static final String UNINSTALL = "Microsoft\\Windows\\CurrentVersion\\Uninstall";
  private static final String SERVICING =
      "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\";
  private static final String DOT_NET = "Microsoft\\NET Framework Setup\\NDP\\";

  /** The value of a package's CurrentState. */
  private static final long INSTALLED = 0x70;

  /** Installed, and can no longer be removed. */
  private static final long PERMANENT = 0x80;

  private static final Set<Long> STATES = Set.of(INSTALLED, PERMANENT);

  private static final Pattern ARTICLE = Pattern.compile("(?i)\\bKB[0-9]{6,8}\\b");

  /** {@code Package_for_RollupFix~31bf3856ad364e35~amd64~~20348.2700.1.5}. */
  private static final Pattern PACKAGE = Pattern.compile("(?i)Package_for_([^~]+)~.*~([^~]*)");

  /** An installed program; what Windows does not record is empty. */
  public record Program(String name, String version, String publisher) {}

  public Software {
    languages = List.copyOf(languages);
    updates = List.copyOf(updates);
    features = List.copyOf(features);
    driverPackages = List.copyOf(driverPackages);
    dotNet = List.copyOf(dotNet);
    programs = List.copyOf(programs);
  }

  /**
   * Reads the registry and the driver packages.
   *
   * @param controlSet the control set that the next start uses
   * @param software the hive of this name
   */
  public static Software of(Optional<RegistryKey> controlSet, Hive software, NtfsVolume volume) {
    return new Software(
        controlSet.flatMap(set -> set.find("Control\\MUI\\UILanguages")).stream()
            .flatMap(RegistryKey::subkeys)
            .map(RegistryKey::name)
            .toList(),
        updates(software),
        subkeys(software, SERVICING + "Notifications\\OptionalFeatures")
            .filter(feature -> feature.number("Selection").orElse(0) == 1)
            .map(RegistryKey::name)
            .toList(),
        DriverPackage.on(volume),
        dotNet(software),
        powerShell(software),
        programs(software));
  }

  private static Stream<RegistryKey> subkeys(Hive hive, String path) {
    return hive.find(path).stream().flatMap(RegistryKey::subkeys);
  }

  private static List<String> updates(Hive software) {
    TreeSet<String> updates = new TreeSet<>();
    subkeys(software, SERVICING + "Packages")
        .filter(key -> STATES.contains(key.number("CurrentState").orElse(0)))
        .forEach(key -> update(key).ifPresent(updates::add));
    return List.copyOf(updates);
  }

  private static Optional<String> update(RegistryKey key) {
    Matcher name = PACKAGE.matcher(key.name());
    if (!name.matches()) {
      return Optional.empty();
    }
    // For cumulative updates, only the name of the file has the article.
    return article(name.group(1))
        .or(() -> key.text("InstallLocation").flatMap(Software::article))
        .or(() -> Optional.of(name.group(1) + " " + name.group(2)));
  }

  private static Optional<String> article(String text) {
    Matcher article = ARTICLE.matcher(text.replace('_', ' '));
    return article.find()
        ? Optional.of(article.group().toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Source: Learn, "Determine which .NET Framework versions are installed". */
  private static List<String> dotNet(Hive software) {
    List<String> versions = new ArrayList<>();
    for (String release : List.of("v3.5", "v4\\Full")) {
      software
          .find(DOT_NET + release)
          .filter(key -> key.number("Install").orElse(0) == 1)
          .flatMap(key -> key.text("Version"))
          .ifPresent(versions::add);
    }
    return versions;
  }

  /** Reads the version; key 3 holds all versions from 3.0 on. */
  private static String powerShell(Hive software) {
    return Stream.of("3", "1")
        .flatMap(
            version ->
                software.find("Microsoft\\PowerShell\\" + version + "\\PowerShellEngine").stream())
        .flatMap(key -> key.text("PowerShellVersion").stream())
        .findFirst()
        .orElse("");
  }

  private static List<Program> programs(Hive software) {
    return Stream.of("", "Wow6432Node\\")
        .flatMap(view -> subkeys(software, view + UNINSTALL))
        .flatMap(key -> program(key).stream())
        .distinct()
        .sorted(Comparator.comparing(Program::name).thenComparing(Program::version))
        .toList();
  }

  private static Optional<Program> program(RegistryKey key) {
    Function<String, String> value = name -> key.text(name).orElse("").strip();
    return Optional.of(
            new Program(
                value.apply("DisplayName"),
                value.apply("DisplayVersion"),
                value.apply("Publisher")))
        .filter(program -> !program.name().isEmpty());
  }
}
