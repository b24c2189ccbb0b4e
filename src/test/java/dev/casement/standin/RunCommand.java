package dev.casement.standin;

import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code src/test/guest/run}: runs of a build on a stand-in machine, for whoever changes a step.
 */
final class RunCommand {
  private static final String USAGE =
      """
      usage: run [--release RELEASE] [--core] [--run install|update|generalize]... [option]...
        --release   such as windows-7; windows-server-2022 without it
        --core      Server Core
        --run       one of the VM runs; update and generalize begin with a machine as run install
                    leaves it. Without it all three, one after the other
        --updates FILE   what the Windows Update Agent has; its form: src/test/guest/windows-update.ps1
        --script FILE    a script of the user, before sysprep
        --keep      leave the machine where it is, and say where
      """;

  private final List<String> runs = new ArrayList<>();
  private final GuestRecipe recipe = new GuestRecipe();
  private Release release = Release.SERVER_2022;
  private String updates = "";
  private boolean core;
  private boolean keep;

  private RunCommand() {}

  public static void main(String[] arguments) throws IOException {
    RunCommand command = new RunCommand();
    if (!command.read(new ArrayList<>(Arrays.asList(arguments)))) {
      System.err.print(USAGE);
      System.exit(2);
    }
    System.exit(command.run() ? 0 : 1);
  }

  private boolean read(List<String> words) throws IOException {
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      switch (word) {
        case "--core" -> core = true;
        case "--keep" -> keep = true;
        case "--release", "--run", "--updates", "--script" -> {
          if (words.isEmpty() || !read(word, words.removeFirst())) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private boolean read(String option, String value) throws IOException {
    switch (option) {
      case "--run" -> {
        runs.add(value);
        return List.of("install", "update", "generalize").contains(value);
      }
      case "--updates" -> updates = Files.readString(Path.of(value));
      case "--script" ->
          recipe.script(Path.of(value).getFileName().toString(), Files.readString(Path.of(value)));
      default -> {
        return Arrays.stream(Release.values())
            .filter(each -> each.id().equals(value))
            .findFirst()
            .map(found -> release = found)
            .isPresent();
      }
    }
    return true;
  }

  private boolean run() {
    WindowsKind kind = core ? WindowsKind.core(release) : WindowsKind.of(release);
    try (StandInBuild build = StandInBuild.of(kind, recipe)) {
      build.windows().updates(updates);
      if (runs.isEmpty()) {
        runs.addAll(List.of("install", "update", "generalize"));
      } else if (!runs.getFirst().equals("install")) {
        build.installed();
      }
      if (keep) {
        System.out.println("the machine is in " + build.keep());
      }
      for (String run : runs) {
        if (!run(build, run)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean run(StandInBuild build, String run) {
    long begin = System.nanoTime();
    build.listen(
        line ->
            System.out.printf(Locale.ROOT, "%6.1f  %s%n", (System.nanoTime() - begin) / 1e9, line));
    RunResult result = build.run(run);
    System.out.printf(
        Locale.ROOT,
        "run %s: %s after %.1f s; boots: %s%n",
        run,
        result.isSignedOff() ? "signed off" : "FAILED, " + result.end(),
        (System.nanoTime() - begin) / 1e9,
        result.boots());
    if (!result.isSignedOff()) {
      System.out.println(result.shown());
    }
    return result.isSignedOff();
  }
}
