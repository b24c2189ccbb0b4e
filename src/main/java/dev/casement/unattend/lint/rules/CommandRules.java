package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules about the commands that Setup and Windows run. */
final class CommandRules {
  private static final int FIRST_LOGON_LIMIT = 1024;
  private static final int RUN_LIMIT = 259;

  /** The items of command lists, with the element that contains the command. */
  private static final Map<String, String> COMMANDS =
      Map.of(
          "RunSynchronousCommand", "Path",
          "RunAsynchronousCommand", "Path",
          "SynchronousCommand", "CommandLine",
          "AsynchronousCommand", "CommandLine");

  /**
   * {@code a:script.cmd}: without a backslash this is relative to the drive's current directory.
   */
  private static final Pattern DRIVE_RELATIVE =
      Pattern.compile(
          "(?:^|[\\s\"=])[A-Za-z]:[A-Za-z0-9_.-]+\\.(?:cmd|bat|ps1|exe|vbs|msi|reg)\\b");

  private static final Pattern ROOT_RELATIVE = Pattern.compile("^\"?\\\\[^\\\\].*");
  private static final Pattern ESCAPED = Pattern.compile("&(amp|lt|gt|quot|apos);");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "command-missing",
              "Setup stops at an item without a command",
              "write the command, or remove the item",
              Sources.reference("Path (RunSynchronousCommand), CommandLine (SynchronousCommand)"),
              CommandRules::missing),
          error(
              "first-logon-command-length",
              "a CommandLine has at most " + FIRST_LOGON_LIMIT + " characters",
              "put the commands into a script on the medium, and call that",
              Sources.reference("CommandLine (SynchronousCommand)"),
              CommandRules::firstLogonLength),
          error(
              "run-command-length",
              "a Path has at most " + RUN_LIMIT + " characters",
              "put the commands into a script on the medium, and call that",
              Sources.reference("Path (Microsoft-Windows-Deployment, RunSynchronousCommand)"),
              CommandRules::runLength),
          warning(
              "drive-relative-path",
              "without a backslash after the colon the path starts from the current directory of"
                  + " the"
                  + " drive, which can be anywhere",
              "write a backslash after the colon",
              Sources.learn("Naming Files, Paths, and Namespaces"),
              CommandRules::driveRelative),
          warning(
              "root-relative-command",
              "without a drive the path is looked for on the current drive, which differs from pass"
                  + " to pass",
              "write the drive, or look for the medium on every drive",
              Sources.learn("WinPE: Identify drive letters with a script"),
              CommandRules::rootRelative),
          warning(
              "diskpart-before-drivers",
              "commands of windowsPE run before the drivers of DriverPaths are loaded: diskpart finds"
                  + " no virtio disk",
              "partition with DiskConfiguration, or load the driver with drvload first",
              "unattend-generator issue 52",
              CommandRules::diskpart),
          warning(
              "escaped-twice",
              "after the XML is read, the command still has an escape in it",
              "write &amp; for &, once",
              "XML 1.0, 4.6",
              CommandRules::escaped),
          warning(
              "waits-for-user",
              "the command waits for a key press",
              "remove pause",
              Sources.reference("RunSynchronous, FirstLogonCommands")
                  + ": each command is waited for",
              CommandRules::waits));

  private CommandRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static Stream<Element> items(Subject subject) {
    return COMMANDS.keySet().stream().flatMap(subject.tree()::everywhere);
  }

  private static Optional<Element> command(Element item) {
    return item.find(COMMANDS.getOrDefault(item.name(), "Path"));
  }

  private static Stream<Element> commandElements(Subject subject) {
    return items(subject).flatMap(item -> command(item).stream());
  }

  /** Every command in the file. */
  static Stream<String> commands(Subject subject) {
    return commandElements(subject).map(Element::text);
  }

  private static void missing(Subject subject, Report report) {
    items(subject)
        .filter(item -> command(item).filter(c -> !c.text().isEmpty()).isEmpty())
        .forEach(item -> report.at(item, "<" + item.name() + "> has no command"));
  }

  private static void firstLogonLength(Subject subject, Report report) {
    length(subject, "CommandLine", FIRST_LOGON_LIMIT, report);
  }

  private static void runLength(Subject subject, Report report) {
    length(subject, "Path", RUN_LIMIT, report);
  }

  private static void length(Subject subject, String name, int limit, Report report) {
    commandElements(subject)
        .filter(command -> command.is(name) && command.text().length() > limit)
        .forEach(
            command ->
                report.at(command, "the command has " + command.text().length() + " characters"));
  }

  private static void driveRelative(Subject subject, Report report) {
    commandElements(subject)
        .filter(command -> DRIVE_RELATIVE.matcher(command.text()).find())
        .forEach(
            command -> report.at(command, "the command has a drive without a backslash after it"));
  }

  private static void rootRelative(Subject subject, Report report) {
    commandElements(subject)
        .filter(command -> ROOT_RELATIVE.matcher(command.text()).matches())
        .forEach(command -> report.at(command, "the command starts with a backslash"));
  }

  private static void diskpart(Subject subject, Report report) {
    boolean virtio =
        subject
            .tree()
            .components(ComponentName.PNP_CUSTOMIZATIONS_WINPE)
            .flatMap(Element::deep)
            .map(element -> element.text().toLowerCase(Locale.ROOT))
            .anyMatch(text -> text.contains("viostor") || text.contains("vioscsi"));
    List<Element> commands =
        subject
            .tree()
            .setup()
            .flatMap(setup -> setup.findAll("RunSynchronous/RunSynchronousCommand/Path"))
            .toList();
    boolean loaded =
        commands.stream().anyMatch(c -> c.text().toLowerCase(Locale.ROOT).contains("drvload"));
    commands.stream()
        .filter(_ -> virtio && !loaded)
        .filter(command -> command.text().toLowerCase(Locale.ROOT).contains("diskpart"))
        .forEach(command -> report.at(command, "diskpart runs before the drivers are loaded"));
  }

  private static void escaped(Subject subject, Report report) {
    commandElements(subject)
        .filter(command -> ESCAPED.matcher(command.text()).find())
        .forEach(command -> report.at(command, "the command has an XML escape left in it"));
  }

  private static void waits(Subject subject, Report report) {
    for (Element item : items(subject).toList()) {
      if (command(item)
          .filter(
              c -> c.text().matches("(?is)(.*[&|(]|cmd(\\.exe)?\\s+/c)?\\s*\"?pause\"?\\s*\\)?"))
          .isPresent()) {
        report.at(item, "the command pauses");
      }
    }
  }
}
