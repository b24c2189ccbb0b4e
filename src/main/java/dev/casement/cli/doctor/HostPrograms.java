package dev.casement.cli.doctor;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The programs and files that a checkout needs on its host ({@code src/host/packages.txt}).
 *
 * @param home the checkout, if Casement runs from one
 * @param programs finds a program by its name
 */
public record HostPrograms(Optional<Path> home, Function<String, Optional<Path>> programs) {
  /** Directories of Debian that are not on every user's PATH; ./casement searches them, too. */
  private static final List<String> SYSTEM = List.of("/usr/sbin", "/sbin");

  /** One result for each program or file needed for this purpose; none outside a checkout. */
  List<CheckResult> neededFor(String purpose) {
    List<CheckResult> results = new ArrayList<>();
    for (String line : lines()) {
      String[] words = line.strip().split("\\s+", -1);
      if (!line.startsWith("#")
          && words.length > 2
          && Arrays.asList(words).subList(2, words.length).contains(purpose)) {
        results.add(finding(words[0], words[1], purpose));
      }
    }
    return results;
  }

  private CheckResult finding(String item, String debianPackage, String purpose) {
    Optional<Path> found = find(item);
    return found.isPresent()
        ? CheckResult.ok(item, found.get().toString())
        : CheckResult.warn(
            item,
            "is not installed; casement " + purpose + " needs it",
            "install the Debian package " + debianPackage);
  }

  private Optional<Path> find(String item) {
    if (item.startsWith("/")) {
      return Optional.of(Path.of(item)).filter(Files::exists);
    }
    return programs
        .apply(item)
        .or(
            () ->
                SYSTEM.stream()
                    .map(directory -> Path.of(directory, item))
                    .filter(Files::isExecutable)
                    .findFirst());
  }

  private List<String> lines() {
    if (home.isEmpty()) {
      return List.of();
    }
    Path list = home.get().resolve("src/host/packages.txt");
    try {
      return Files.readAllLines(list);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, list + " cannot be read: " + e, "restore the checkout", e);
    }
  }
}
