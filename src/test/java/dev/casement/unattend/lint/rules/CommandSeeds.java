package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.rules.Samples.SERVER_2022;
import static dev.casement.unattend.lint.rules.Samples.SYSPREP;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_11;

import java.util.List;

/** Mistakes in commands. */
final class CommandSeeds {
  private static final String FIRST = "<CommandLine>cmd.exe /c for";

  private CommandSeeds() {}

  static List<Seed> all() {
    return List.of(
        seed(
            "command-missing",
            FIRST,
            "<Command>x</Command>" + "<CommandLine/><Other>cmd.exe /c for",
            "start.cmd &amp; exit)</CommandLine>",
            "start.cmd &amp; exit)</Other>"),
        seed("first-logon-command-length", FIRST, FIRST + " " + "x".repeat(1024)),
        Seed.of("run-command-length", SYSPREP, "<Path>cmd.exe", "<Path>cmd.exe " + "x".repeat(259)),
        seed("drive-relative-path", FIRST, "<CommandLine>a:setup.cmd &amp; for"),
        seed("root-relative-command", FIRST, "<CommandLine>\\scripts\\setup.cmd &amp; for"),
        Seed.of(
            "diskpart-before-drivers",
            SERVER_2022,
            "<UserData>",
            "<RunSynchronous><RunSynchronousCommand><Order>1</Order><Path>diskpart /s"
                + " X:\\disk.txt</Path></RunSynchronousCommand></RunSynchronous><UserData>"),
        seed("escaped-twice", "start.cmd &amp; exit", "start.cmd &amp;amp; exit"),
        seed("waits-for-user", "&amp; exit)", "&amp; pause)"));
  }

  private static Seed seed(String rule, String right, String wrong) {
    return Seed.of(rule, WINDOWS_11, right, wrong);
  }

  /** A mistake that takes two changes. */
  private static Seed seed(
      String rule, String right, String wrong, String secondRight, String secondWrong) {
    return Seed.of(
        rule,
        WINDOWS_11,
        WINDOWS_11,
        WINDOWS_11.replace(right, wrong).replace(secondRight, secondWrong));
  }
}
