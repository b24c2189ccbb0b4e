package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.DriverFolder;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.AnswerTree.Part;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about the drivers that Setup loads. */
final class DriverRules {
  private static final String PATH = Sources.reference("DriverPaths, Path (PathAndCredentials)");
  private static final String VIRTIO = Sources.facts("virtio-win");
  private static final int PATH_LIMIT = 259;

  private static final List<LintRule> RULES =
      List.of(
          error(
              "driver-path-missing",
              "Setup loads drivers only from the paths named: it stops at an item without a Path",
              "write <Path>",
              PATH,
              DriverRules::noPath),
          error(
              "driver-path-length",
              "a path has at most " + PATH_LIMIT + " characters",
              "shorten the path",
              PATH,
              DriverRules::length),
          warning(
              "driver-path-relative",
              "which directory a path without a drive starts from is not documented",
              "write drive and path, such as E:\\viostor\\2k22\\amd64",
              PATH,
              DriverRules::relative),
          error(
              "driver-key-duplicate",
              "paths are told apart by keyValue: a second path with the same value replaces the"
                  + " first",
              "give each PathAndCredentials its own wcm:keyValue",
              Sources.reference("PathAndCredentials, Key"),
              DriverRules::duplicateKey),
          error(
              "driver-architecture",
              "Windows loads drivers of its own architecture only",
              "name the folder of the architecture that is installed",
              VIRTIO,
              DriverRules::architecture),
          warning(
              "driver-release",
              "drivers for another release may not load, or are not signed for this one",
              "name the folder of the release",
              VIRTIO,
              DriverRules::release),
          error(
              "driver-not-on-media",
              "the driver medium has no such folder: Setup finds no driver there",
              "name a folder that the medium has",
              VIRTIO,
              DriverRules::notOnMedia),
          warning(
              "boot-driver-missing",
              "without viostor or vioscsi Setup sees no virtio disk, and the image does not boot from"
                  + " one",
              "add the folders of viostor and vioscsi to DriverPaths of windowsPE",
              Sources.facts("windowsPE") + "; virtio-win-guest-tools-installer issue 61",
              DriverRules::bootDriver));

  private DriverRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  /** A path of DriverPaths, and its component. */
  private record DriverPath(Part part, Element element, String text) {
    /** The lower-case names in the path, without the drive. */
    List<String> names() {
      return Arrays.stream(
              text.replaceFirst("^[A-Za-z]:", "").toLowerCase(Locale.ROOT).split("[\\\\/]"))
          .filter(name -> !name.isEmpty())
          .toList();
    }

    Optional<VirtioFolder> virtio() {
      return VirtioFolder.of(names());
    }
  }

  /** A folder of virtio-win's layout: driver, release, architecture. */
  private record VirtioFolder(String driver, String release, Architecture architecture) {
    static final Set<String> DRIVERS =
        Set.of(
            "balloon",
            "netkvm",
            "pvpanic",
            "qemupciserial",
            "qxl",
            "qxldod",
            "viogpudo",
            "vioinput",
            "viorng",
            "vioscsi",
            "vioserial",
            "viostor");

    static Optional<VirtioFolder> of(List<String> names) {
      for (int i = 0; i + 2 < names.size(); i++) {
        String word = names.get(i + 2);
        Optional<Architecture> architecture =
            Arrays.stream(Architecture.values())
                .filter(known -> known.answerFileName().equals(word))
                .findFirst();
        if (DRIVERS.contains(names.get(i)) && architecture.isPresent()) {
          return Optional.of(new VirtioFolder(names.get(i), names.get(i + 1), architecture.get()));
        }
      }
      return Optional.empty();
    }
  }

  private static Stream<Element> items(Part part) {
    return part.element().findAll("DriverPaths/PathAndCredentials");
  }

  private static List<Part> parts(Subject subject) {
    return subject
        .tree()
        .parts()
        .filter(part -> part.name().toLowerCase(Locale.ROOT).contains("pnpcustomizations"))
        .toList();
  }

  private static List<DriverPath> paths(Part part) {
    return items(part)
        .flatMap(item -> item.find("Path").stream())
        .flatMap(path -> path.value().map(text -> new DriverPath(part, path, text)).stream())
        .toList();
  }

  private static List<DriverPath> paths(Subject subject) {
    return parts(subject).stream().flatMap(part -> paths(part).stream()).toList();
  }

  private static void noPath(Subject subject, Report report) {
    parts(subject).stream()
        .flatMap(DriverRules::items)
        .filter(item -> item.find("Path").filter(path -> !path.text().isEmpty()).isEmpty())
        .forEach(item -> report.at(item, "PathAndCredentials has no Path"));
  }

  private static void length(Subject subject, Report report) {
    paths(subject).stream()
        .filter(path -> path.text().length() > PATH_LIMIT)
        .forEach(
            path ->
                report.at(path.element(), "the path has " + path.text().length() + " characters"));
  }

  private static void relative(Subject subject, Report report) {
    paths(subject).stream()
        .filter(path -> !path.text().matches("[A-Za-z]:[\\\\/].*|\\\\\\\\.*|%.*|[A-Za-z]:"))
        .forEach(path -> report.at(path.element(), "the path is \"" + path.text() + "\""));
  }

  private static void duplicateKey(Subject subject, Report report) {
    for (Part part : parts(subject)) {
      Set<String> seen = new HashSet<>();
      items(part)
          .forEach(
              item ->
                  item.attribute("keyValue")
                      .filter(key -> !seen.add(key))
                      .ifPresent(
                          key -> report.at(item, "wcm:keyValue=\"" + key + "\" appears before")));
    }
  }

  private static void architecture(Subject subject, Report report) {
    for (Part part : parts(subject)) {
      Optional<Architecture> own = part.architecture();
      List<VirtioFolder> folders =
          paths(part).stream().flatMap(path -> path.virtio().stream()).toList();
      for (DriverPath path : paths(part)) {
        path.virtio()
            .filter(folder -> own.isPresent() && folder.architecture() != own.get())
            .filter(
                folder ->
                    folders.stream()
                        .noneMatch(
                            other ->
                                other.driver().equals(folder.driver())
                                    && other.architecture() == own.get()))
            .ifPresent(
                folder ->
                    report.at(
                        path.element(),
                        "the driver is for %s, the component for %s"
                            .formatted(folder.architecture(), own.get())));
      }
    }
  }

  private static void release(Subject subject, Report report) {
    Optional<Release> release = subject.installation().release();
    if (release.isEmpty()) {
      return;
    }
    String wanted = release.get().driverFolder().toLowerCase(Locale.ROOT);
    List<DriverPath> paths = paths(subject);
    for (DriverPath path : paths) {
      path.virtio()
          .filter(folder -> !folder.release().equals(wanted))
          .filter(
              folder ->
                  paths.stream()
                      .flatMap(other -> other.virtio().stream())
                      .noneMatch(
                          other ->
                              other.driver().equals(folder.driver())
                                  && other.release().equals(wanted)))
          .ifPresent(
              folder ->
                  report.at(
                      path.element(),
                      "the driver is in folder %s; that of %s is %s"
                          .formatted(
                              folder.release(),
                              release.get().displayName(),
                              release.get().driverFolder())));
    }
  }

  private static void notOnMedia(Subject subject, Report report) {
    subject
        .context()
        .drivers()
        .ifPresent(
            folders -> {
              Set<String> there =
                  folders.stream()
                      .map(folder -> folder.path().toLowerCase(Locale.ROOT))
                      .collect(Collectors.toSet());
              List<DriverPath> paths = paths(subject);
              Set<String> found =
                  paths.stream()
                      .filter(path -> there.contains(String.join("/", path.names())))
                      .flatMap(path -> path.virtio().stream())
                      .map(VirtioFolder::driver)
                      .collect(Collectors.toSet());
              for (DriverPath path : paths) {
                // Setup skips missing paths, so one valid path for a driver is enough.
                path.virtio()
                    .filter(folder -> !found.contains(folder.driver()))
                    .ifPresent(
                        folder ->
                            report.at(
                                path.element(),
                                "the driver medium has no %s; for %s it has %s"
                                    .formatted(
                                        String.join("\\", path.names()),
                                        folder.driver(),
                                        of(folders, folder.driver()))));
              }
            });
  }

  private static String of(List<DriverFolder> folders, String driver) {
    String found =
        folders.stream()
            .filter(folder -> folder.driver().equalsIgnoreCase(driver))
            .map(folder -> folder.release() + "\\" + folder.architecture().answerFileName())
            .sorted()
            .distinct()
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? "nothing" : found;
  }

  private static void bootDriver(Subject subject, Report report) {
    List<String> drivers =
        paths(subject).stream()
            .flatMap(p -> p.virtio().stream())
            .map(VirtioFolder::driver)
            .toList();
    boolean loadedByCommand =
        CommandRules.commands(subject)
            .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("drvload"));
    boolean expected = !drivers.isEmpty() || subject.context().drivers().isPresent();
    boolean hasBootDriver = drivers.contains("viostor") || drivers.contains("vioscsi");
    if (expected && !hasBootDriver && !loadedByCommand) {
      subject
          .tree()
          .parts()
          .filter(part -> part.is(ComponentName.SETUP))
          .findFirst()
          .ifPresent(
              part -> report.at(part.element(), "DriverPaths name neither viostor nor vioscsi"));
    }
  }
}
