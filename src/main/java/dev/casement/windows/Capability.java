package dev.casement.windows;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A capability, Windows' term for a feature on demand: its name and its package.
 *
 * @param name its dism name, such as {@code OpenSSH.Server~~~~0.0.1.0}
 */
public record Capability(String name) {
  /** The form of a name, as a regular expression: name, two empty parts, language, version. */
  public static final String FORM =
      "[A-Za-z0-9][A-Za-z0-9.-]{0,99}~~~([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?~([0-9]{1,5}(\\.[0-9]{1,5}){3})?";

  private static final List<String> LANGUAGE_KINDS =
      List.of("Basic", "Handwriting", "OCR", "Speech", "TextToSpeech");

  private static final Pattern LANGUAGE_CABINET =
      Pattern.compile(
          "Microsoft-Windows-LanguageFeatures-("
              + String.join("|", LANGUAGE_KINDS)
              + ")-([a-z]{2,3}(?:-[a-z0-9]{2,8})*)-Package(?:~.*)?\\.cab",
          Pattern.CASE_INSENSITIVE);

  // Learn, "Available Features on Demand" and "Available Features on Demand for Windows Server".
  private static final Map<String, String> PACKAGES = packages();

  public Capability {
    if (!name.matches(FORM)) {
      throw new IllegalArgumentException("no name of a capability: \"" + name + "\"");
    }
  }

  private static Map<String, String> packages() {
    Map<String, String> packages = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    packages.put("DirectX.Configuration.Database", "Microsoft-OneCore-DirectX-Database-FOD");
    packages.put("Microsoft.Windows.MSPaint", "Microsoft-Windows-MSPaint-FoD");
    packages.put("Msix.PackagingTool.Driver", "Msix-PackagingTool-Driver");
    packages.put("OpenSSH.Client", "OpenSSH-Client");
    packages.put("OpenSSH.Server", "OpenSSH-Server");
    packages.put("Rsat.Dns.Tools", "Microsoft-Windows-DNS-Tools-FoD");
    packages.put("ServerCore.AppCompatibility", "Microsoft-Windows-Server-AppCompat-FoD");
    packages.put("Tools.Graphics.DirectX", "Microsoft-OneCore-Graphics-Tools");
    return packages;
  }

  /** Whether this is OpenSSH's server or client. */
  public boolean isOpenSsh() {
    return part(0).toLowerCase(Locale.ROOT).startsWith("openssh.");
  }

  /**
   * The prefix of its cabinets' names, such as {@code OpenSSH-Server-Package}; empty where unknown.
   * Source for languages: Learn, "Language and region Features on Demand".
   */
  public Optional<String> packageName() {
    String kind = part(0);
    if (kind.regionMatches(true, 0, "Language.Fonts.", 0, 15)) {
      return Optional.of(
          "Microsoft-Windows-LanguageFeatures-Fonts-" + kind.substring(15) + "-Package");
    }
    return LANGUAGE_KINDS.stream()
        .filter(each -> kind.equalsIgnoreCase("Language." + each))
        .map(each -> "Microsoft-Windows-LanguageFeatures-" + each + "-" + part(3) + "-Package")
        .findFirst()
        .or(() -> Optional.ofNullable(PACKAGES.get(kind)).map(name -> name + "-Package"));
  }

  /**
   * Whether a file of this name is its cabinet: {@code …-Package~31bf3856ad364e35~amd64~~.cab}, up
   * to 1709 {@code …-Package.cab}. Cabinets with a language in their name are satellites, not the
   * capability itself.
   */
  public boolean isIn(String file, Architecture architecture) {
    String end = "~31bf3856ad364e35~" + architecture.answerFileName() + "~~.cab";
    return packageName().stream()
        .flatMap(begin -> Stream.of(begin + ".cab", begin + end))
        .anyMatch(file::equalsIgnoreCase);
  }

  /** Capabilities whose packages Casement knows, except those of languages. */
  public static List<String> known() {
    return PACKAGES.keySet().stream().map(kind -> kind + "~~~~0.0.1.0").toList();
  }

  /** The language capability whose cabinet has this name, or empty. */
  public static Optional<String> ofLanguageCabinet(String file) {
    Matcher cabinet = LANGUAGE_CABINET.matcher(file);
    return cabinet.matches()
        ? Optional.of("Language.%s~~~%s~0.0.1.0".formatted(cabinet.group(1), cabinet.group(2)))
        : Optional.empty();
  }

  private String part(int number) {
    return name.split("~", -1)[number];
  }

  @Override
  public String toString() {
    return name;
  }
}
