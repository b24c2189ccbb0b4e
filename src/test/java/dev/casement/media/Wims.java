package dev.casement.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes WIM files with wimlib-imagex and asks it what they are. */
final class Wims {
  private static final Map<String, String> SERVER =
      Map.of(
          "DISPLAYNAME", "Windows Server 2022 Standard Evaluation",
          "WINDOWS/EDITIONID", "ServerStandardEval",
          "WINDOWS/ARCH", "9",
          "WINDOWS/INSTALLATIONTYPE", "Server Core",
          "WINDOWS/VERSION/MAJOR", "10",
          "WINDOWS/VERSION/MINOR", "0",
          "WINDOWS/VERSION/BUILD", "20348",
          "WINDOWS/VERSION/SPBUILD", "587",
          "WINDOWS/LANGUAGES/LANGUAGE[1]", "en-US",
          "WINDOWS/LANGUAGES/DEFAULT", "en-US");

  private static final Map<String, String> CLIENT =
      Map.of(
          "WINDOWS/EDITIONID", "Professional",
          "WINDOWS/ARCH", "0",
          "WINDOWS/INSTALLATIONTYPE", "Client",
          "WINDOWS/VERSION/MAJOR", "6",
          "WINDOWS/VERSION/MINOR", "1",
          "WINDOWS/VERSION/BUILD", "7601",
          "WINDOWS/LANGUAGES/LANGUAGE[1]", "de-DE",
          "WINDOWS/LANGUAGES/LANGUAGE[2]", "fr-FR",
          "WINDOWS/LANGUAGES/DEFAULT", "fr-FR");

  private static final Map<String, String> WINDOWS_PE =
      Map.of(
          "WINDOWS/EDITIONID", "WindowsPE",
          "WINDOWS/ARCH", "9",
          "WINDOWS/INSTALLATIONTYPE", "WindowsPE",
          "WINDOWS/VERSION/MAJOR", "10",
          "WINDOWS/VERSION/MINOR", "0",
          "WINDOWS/VERSION/BUILD", "20348");

  private Wims() {}

  /**
   * Four images: a server, a client with a name beyond ASCII, Windows PE, and one without any
   * Windows.
   */
  static Path write(Path wim, String... options) {
    Path tree = wim.resolveSibling(wim.getFileName() + ".d");
    try {
      Files.createDirectories(tree.resolve("Windows"));
      Files.write(tree.resolve("Windows/random.bin"), MediaFiles.random(200_000, 11));
      Files.writeString(tree.resolve("Windows/zeros.txt"), "0".repeat(50_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> capture = new ArrayList<>(List.of("wimlib-imagex", "capture"));
    capture.addAll(List.of(tree.toString(), wim.toString(), "Windows Server 2022 SERVERSTANDARD"));
    capture.addAll(List.of(options));
    Program.run(capture.toArray(new String[0]));
    append(tree, wim, "Windows 7 Édition <Professional> & more");
    append(tree, wim, "Microsoft Windows PE (x64)");
    append(tree, wim, "Windows Setup Media");
    describe(wim, 1, SERVER);
    describe(wim, 2, CLIENT);
    describe(wim, 3, WINDOWS_PE);
    return wim;
  }

  private static void append(Path tree, Path wim, String name) {
    Program.run("wimlib-imagex", "append", tree.toString(), wim.toString(), name);
  }

  private static void describe(Path wim, int index, Map<String, String> properties) {
    List<String> command =
        new ArrayList<>(List.of("wimlib-imagex", "info", wim.toString(), "" + index));
    // In order, since LANGUAGE[2] cannot be set before LANGUAGE[1].
    new TreeMap<>(properties)
        .forEach((key, value) -> command.add("--image-property=" + key + "=" + value));
    Program.run(command.toArray(new String[0]));
  }

  /** What {@code wimlib-imagex info} prints of each image, key to value. */
  static List<Map<String, String>> images(Path wim) {
    String text = Program.run("wimlib-imagex", "info", wim.toString());
    List<Map<String, String>> images = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      if (line.startsWith("Index:")) {
        images.add(new LinkedHashMap<>());
      }
      if (!images.isEmpty()) {
        images.getLast().put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return images;
  }
}
