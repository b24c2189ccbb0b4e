package dev.casement.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** What the stand-in is made of: {@code src/test/guest}, and what the compilers make of it. */
final class Programs {
  static final Path SOURCES = Path.of("src/test/guest").toAbsolutePath();
  static final Path BUILT = Path.of("target/guest/programs").toAbsolutePath();

  /** Everything of the suite that outlives a test. */
  static final Path HOME = Path.of("target/guest").toAbsolutePath();

  private static final List<String> VARIANTS = List.of("", "fails", "reboots");

  private Programs() {}

  /** Compiles what has changed since the last time. */
  static synchronized void build() {
    Locked.run(
        HOME.resolve("programs.lock"),
        () -> {
          for (String name : List.of("powershell", "program", "shutdown", "taskkill")) {
            windows(name);
          }
          unless(
              "terminal.c",
              "terminal",
              "cc",
              "-O2",
              "-Wall",
              "-Werror",
              "-o",
              "OUTPUT",
              "terminal.c",
              "-lutil");
          unless(
              "modem.c",
              "modem.so",
              "cc",
              "-shared",
              "-fPIC",
              "-O2",
              "-o",
              "OUTPUT",
              "modem.c",
              "-ldl");
          for (String msi : List.of("cloudbase-init", "guest-agent")) {
            installer(msi);
          }
        });
  }

  static Path built(String name) {
    return BUILT.resolve(name);
  }

  private static void windows(String name) {
    unless(
        name + ".c",
        name + ".exe",
        "x86_64-w64-mingw32-gcc",
        "-municode",
        "-Os",
        "-s",
        "-Wall",
        "-Werror",
        "-o",
        "OUTPUT",
        name + ".c");
  }

  /** An installer and its variants, of which one fails and one ends with 3010. */
  private static void installer(String name) {
    Path source = SOURCES.resolve(name + ".wxs");
    for (String variant : VARIANTS) {
      String variantName = variant.isEmpty() ? name : name + "-" + variant;
      if (isOlder(built(variantName + ".msi"), source)) {
        try {
          String text = Files.readString(source);
          Files.writeString(
              built(variantName + ".wxs"), text.replaceAll("<!-- " + variant + ": (.*) -->", "$1"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        // It takes the files that a package holds from beside its source.
        Host.run(BUILT, "wixl", "-a", "x64", "-o", variantName + ".part", variantName + ".wxs");
        move(built(variantName + ".part"), built(variantName + ".msi"));
      }
    }
  }

  private static void unless(String source, String output, String... compiler) {
    Path made = built(output);
    if (!isOlder(made, SOURCES.resolve(source)) && !isOlder(made, SOURCES.resolve("call.h"))) {
      return;
    }
    Path part = built(output + ".part");
    List<String> argv =
        Stream.of(compiler).map(word -> word.equals("OUTPUT") ? part.toString() : word).toList();
    Host.run(SOURCES, argv.toArray(String[]::new));
    move(part, made);
  }

  /** Whether a file is missing, or older than what it is made from. */
  static boolean isOlder(Path made, Path source) {
    try {
      Files.createDirectories(BUILT);
      FileTime changed = Files.getLastModifiedTime(source);
      return !Files.exists(made) || Files.getLastModifiedTime(made).compareTo(changed) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
