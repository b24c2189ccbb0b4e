package dev.casement.verify;

import static dev.casement.report.Rule.error;

import dev.casement.disk.image.PartitionTable.Scheme;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Checks that an image is as expected; disk bus and cloudbase-init have their own checks. */
final class ExpectationChecks {
  /** The copy that Windows uses at its next start. */
  static final String ANSWER_FILE = "\\Windows\\Panther\\unattend.xml";

  private static final String CURRENT = OfflineWindows.CURRENT_VERSION;

  private static final Rule WINDOWS =
      error(
          "another-windows",
          "it is not the Windows that was asked for",
          "check which image this is, or build it again",
          "Learn, \"Windows 11 release information\" and \"Windows Server release information\"");

  private static final Rule FIRMWARE =
      error(
          "another-firmware",
          "instances are started with a firmware that does not find Windows",
          "publish with the hw_firmware_type that fits, or build again",
          "Learn, \"UEFI/GPT-based hard drive partitions\" and \"BIOS/MBR-based ...\"");

  private static final Rule DISK_SIZE =
      error(
          "another-disk-size",
          "min_disk is wrong: Nova refuses flavors that fit, or makes instances that fail",
          "check which image this is, or build it again",
          "OpenStack, \"Create Windows images\"; Nova, FlavorDiskSmallerThanImage");

  private static final Rule ANSWERS =
      error(
          "answer-file-differs",
          "instances are set up in another way than was asked for",
          "build again; a script of the recipe may have replaced the answer file",
          "Learn, \"Windows Setup Automation Overview\": cached answer files");

  private static final Rule PAGE_FILE =
      error(
          "page-file-differs",
          "instances have another page file than was asked for, or none",
          "build again; a script of the recipe may have replaced the answer file",
          "cloudbase/windows-imaging-tools issue 84");

  private ExpectationChecks() {}

  static List<Rule> rules() {
    return List.of(WINDOWS, FIRMWARE, DISK_SIZE, ANSWERS, PAGE_FILE);
  }

  static void run(
      OpenDisk disk, OfflineWindows windows, Expectations expectations, Findings findings) {
    checkMachine(disk, expectations.machine(), findings);
    checkWindows(windows, expectations.windows(), findings);
    checkAnswers(windows, expectations.instances(), findings);
  }

  private static void checkMachine(OpenDisk disk, Expectations.Machine machine, Findings findings) {
    boolean uefi = disk.table().scheme() != Scheme.MBR;
    machine
        .firmware()
        .filter(firmware -> firmware.isUefi() != uefi)
        .ifPresent(
            firmware ->
                findings.add(
                    FIRMWARE,
                    "the partition table",
                    "it is for %s, and %s was asked for"
                        .formatted(uefi ? Firmware.UEFI : Firmware.BIOS, firmware)));
    machine
        .disk()
        .filter(size -> size.bytes() != disk.size())
        .ifPresent(
            size ->
                findings.add(
                    DISK_SIZE,
                    "the disk",
                    "it has %s, and %s was asked for".formatted(new DataSize(disk.size()), size)));
  }

  private static void checkWindows(
      OfflineWindows windows, Expectations.Windows expected, Findings findings) {
    Optional<RegistryKey> current = windows.software().find(CURRENT);
    String build = text(current, "CurrentBuild");
    String type = text(current, "InstallationType");
    expected
        .release()
        .filter(
            release ->
                !build.matches("[0-9]{1,9}")
                    || !release.hasBuild(Integer.parseInt(build))
                    || release.isServer() != type.startsWith("Server"))
        .ifPresent(
            release ->
                findings.add(
                    WINDOWS,
                    "SOFTWARE, " + CURRENT,
                    "build \"%s\" of type \"%s\" is not %s".formatted(build, type, release)));
    String edition = text(current, "EditionID");
    expected
        .edition()
        .filter(id -> !id.matches(edition))
        .ifPresent(
            id ->
                findings.add(
                    WINDOWS,
                    "SOFTWARE, " + CURRENT,
                    "EditionID is \"%s\", and %s was asked for".formatted(edition, id)));
    expected.architecture().ifPresent(wanted -> checkArchitecture(windows, wanted, findings));
  }

  /** Checks the architecture, if the registry records it. */
  private static void checkArchitecture(
      OfflineWindows windows, Architecture wanted, Findings findings) {
    windows
        .architecture()
        .filter(word -> !word.equalsIgnoreCase(wanted.toString()))
        .ifPresent(
            word ->
                findings.add(
                    WINDOWS,
                    "SYSTEM, " + OfflineWindows.ENVIRONMENT,
                    "PROCESSOR_ARCHITECTURE is %s, and %s was asked for".formatted(word, wanted)));
  }

  private static void checkAnswers(
      OfflineWindows windows, Expectations.Instances instances, Findings findings) {
    if (instances.answers().isEmpty() && instances.pagingFiles().isEmpty()) {
      return;
    }
    Optional<AnswerFileValues> answers =
        windows.read(ANSWER_FILE, LeftoverChecks.LARGEST_ANSWER_FILE).map(AnswerFileValues::new);
    if (answers.isEmpty()) {
      findings.add(ANSWERS, ANSWER_FILE, "there is no such file");
      return;
    }
    new TreeMap<>(instances.answers())
        .forEach(
            (element, wanted) -> {
              List<String> values = answers.get().of(element);
              if (values.isEmpty() || values.stream().anyMatch(one -> !same(one, wanted))) {
                findings.add(
                    ANSWERS,
                    ANSWER_FILE + ", " + element,
                    "it is %s, and \"%s\" was asked for"
                        .formatted(values.isEmpty() ? "missing" : values, wanted));
              }
            });
    instances
        .pagingFiles()
        .filter(value -> answers.get().of("Path").stream().noneMatch(line -> sets(line, value)))
        .ifPresent(
            value ->
                findings.add(
                    PAGE_FILE,
                    ANSWER_FILE,
                    "no command sets PagingFiles to \"%s\"".formatted(value)));
  }

  private static boolean same(String value, String wanted) {
    return value.equalsIgnoreCase(wanted);
  }

  private static boolean sets(String commandLine, String value) {
    String line = commandLine.toLowerCase(Locale.ROOT);
    return line.contains("/v pagingfiles ")
        && line.contains("\"" + value.toLowerCase(Locale.ROOT) + "\"");
  }

  private static String text(Optional<RegistryKey> key, String value) {
    return key.flatMap(found -> found.text(value)).orElse("");
  }
}
