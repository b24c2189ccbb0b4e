package dev.casement.dependencies;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A library that Maven resolved.
 *
 * @param name as advisories have it: groupId:artifactId
 */
record Dependency(String name, String version) {
  /**
   * All libraries of the tests' class path, and so all that Casement needs at run time.
   *
   * @throws IllegalStateException for a library that is not in Maven's local repository
   */
  static List<Dependency> ofClassPath() {
    Path repository = localRepository();
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> at(Path.of(entry), repository))
        .toList();
  }

  /** Found by a library whose place in it is known, org/junit/jupiter/junit-jupiter-api/VERSION. */
  private static Path localRepository() {
    URL test = Test.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(URI.create(test.toString())).getParent().resolve("../../../../..").normalize();
  }

  /** By the layout of repositories, since not every library says in META-INF what it is. */
  private static Dependency at(Path library, Path repository) {
    if (!library.startsWith(repository)) {
      throw new IllegalStateException(library + " is not in Maven's repository " + repository);
    }
    Path place = repository.relativize(library.getParent());
    int depth = place.getNameCount();
    String group = place.subpath(0, depth - 2).toString().replace(File.separatorChar, '.');
    return new Dependency(
        group + ":" + place.getName(depth - 2), place.getName(depth - 1).toString());
  }
}
