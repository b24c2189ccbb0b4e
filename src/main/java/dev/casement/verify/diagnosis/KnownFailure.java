package dev.casement.verify.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures that a log line identifies, the most specific first. */
enum KnownFailure {
  STORE_APP(
      "SYSPRP Package (\\S+) was installed for a user, but not provisioned for all users",
      "sysprep fails on the Store app %s, which one user has and new users would not get",
      "set cleanUp.storeApps to remove, or remove the app in a script before sysprep",
      "Learn, \"Sysprep fails when you remove or update Microsoft Store apps\""),
  SERVICING(
      "SYSPRP .*(?:Failed to query pending CBS operations|reserved storage is in use)",
      "sysprep was refused while Windows was servicing itself",
      "build again; with updates.packages, check that no package leaves work for another boot",
      "GoogleCloudPlatform/compute-image-windows issue 156; Learn, error 0x800F0975"),
  REARM(
      "(?i)0xC004D307",
      "sysprep was refused since Windows was generalized too often",
      "build from Microsoft's own install medium, not from an image that was generalized before",
      "Learn, \"Troubleshoot Windows activation error codes\""),
  KEY(
      "Setup has failed to validate the product key"
          + "|cannot read the <Product ?Key> setting"
          + "|product key entered does not match any of the Windows images",
      "Setup does not accept the product key for the edition that it was to install",
      "take the key of this edition, productKey: kms, or productKey: none for evaluation media",
      "dockur/windows issue 1611, jedi4ever/veewee pull request 994"),
  ANSWER_FILE(
      "(?i)(?:User input error was detected in unattend file|0x8030000b|could not parse or process"
          + " (?:the )?unattend answer file.*)",
      "Windows refused the answer file",
      "run casement lint on it; the lines before this one name the setting",
      "jc-tech.info, \"Unattended Windows setup may fail due to wrongly encoded password\""),
  DISK_FULL(
      "(?i)(?:0x80070070|There is not enough space on the disk|ERROR_DISK_FULL)",
      "the disk of Windows is full",
      "set machine.disk to more, and keep payloads of scripts off the disk",
      "Learn, \"System Error Codes (0-499)\": ERROR_DISK_FULL"),
  SIGNATURE(
      "CM_PROB_UNSIGNED_DRIVER",
      "Windows refuses the signature of a driver",
      "take a virtio-win that is signed for this release; Windows 7 needs one with SHA-1 signatures,"
          + " or KB3033929",
      "Learn, \"Code 52\" of Device Manager error messages"),
  UPDATE(
      "WER: Generating failure report for package: ([^,]+), status: 0x",
      "Windows could not install the package %s",
      "leave the update out with updates.exclude, or see CBS.log before this line",
      "MicrosoftDocs/windows-dev-docs issue 1463");

  private final Pattern pattern;
  private final String what;
  private final String remedy;
  private final String source;

  KnownFailure(String pattern, String what, String remedy, String source) {
    this.pattern = Pattern.compile(pattern);
    this.what = what;
    this.remedy = remedy;
    this.source = source;
  }

  /** The cause in the first matching line of a log; a package that fails repeatedly is a loop. */
  static List<Cause> in(String log, List<String> lines) {
    return Arrays.stream(values()).flatMap(failure -> failure.first(log, lines).stream()).toList();
  }

  private Optional<Cause> first(String log, List<String> lines) {
    List<Matcher> found =
        lines.stream().map(pattern::matcher).filter(Matcher::find).limit(1000).toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Matcher first = found.getFirst();
    String name = first.groupCount() > 0 ? first.group(1) : "";
    long times =
        found.stream().filter(each -> each.groupCount() > 0 && name.equals(each.group(1))).count();
    boolean loop = this == UPDATE && times > 1;
    return Optional.of(
        new Cause(
            what.formatted(name) + (loop ? ", and tried it " + times + " times" : ""),
            remedy,
            log,
            shortened(lines.stream().filter(line -> pattern.matcher(line).find()).findFirst()),
            source));
  }

  private static String shortened(Optional<String> line) {
    return Diagnosis.shortened(line.orElse(""));
  }
}
