package dev.casement.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Machines that were made once and are copied for each test: one for each Windows, all of them from
 * one bare prefix.
 */
final class MachineImage {
  private static final Path IMAGES = Programs.HOME.resolve("images");
  private static final Path BARE = IMAGES.resolve("bare");

  /** The stand-in's programs that are copied into a machine. */
  private static final List<String> PROGRAMS =
      List.of("powershell.exe", "program.exe", "shutdown.exe", "taskkill.exe");

  /** What this JVM has made: how a Windows is set is written in this class, which may change. */
  private static final Set<WindowsKind> MADE = new HashSet<>();

  private static final String WINDOWS_NT = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion";
  private static final String WINDOWS = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion";

  private MachineImage() {}

  /** Copies the machine to a directory that does not exist yet; hard links but for what changes. */
  static void copy(WindowsKind kind, Path to) {
    Programs.build();
    Path image = IMAGES.resolve(kind.name());
    Locked.run(
        Programs.HOME.resolve("images.lock"),
        () -> {
          if (PROGRAMS.stream().anyMatch(each -> Programs.isOlder(BARE, Programs.built(each)))) {
            delete(IMAGES);
          }
          if (MADE.add(kind)) {
            delete(image);
            make(kind, image);
          }
        });
    copy(image, to);
  }

  private static void make(WindowsKind kind, Path image) {
    if (!Files.exists(BARE)) {
      Path part = fresh("bare.part");
      makeBare(part);
      move(part, BARE);
    }
    Path part = IMAGES.resolve(kind.name() + ".part");
    delete(part);
    copy(BARE, part);
    install(kind, new WineRegistry(part));
    move(part, image);
  }

  private static void makeBare(Path prefix) {
    Wine wine = new Wine(prefix);
    wine.create();
    Path c = prefix.resolve("drive_c");
    Path engine = Engine.windows();
    // Not a link to the directory: the loader does not follow one out of the prefix.
    try {
      Host.run(c, "cp", "-al", engine.toString(), c.resolve("engine").toString());
    } catch (RuntimeException otherFileSystem) {
      Host.run(c, "cp", "-a", engine + "/.", c.resolve("engine").toString());
    }
    Path system = c.resolve("windows/system32");
    put("powershell.exe", system.resolve("WindowsPowerShell/v1.0/powershell.exe"));
    put("shutdown.exe", system.resolve("shutdown.exe"));
    put("taskkill.exe", system.resolve("taskkill.exe"));
    for (String name : Wine.scripted()) {
      Path place = name.equals("sysprep") ? system.resolve("sysprep") : system;
      put("program.exe", place.resolve(name + ".exe"));
    }
    // A real guest has no such drive.
    delete(prefix.resolve("dosdevices/z:"));
  }

  /** What Setup would have written of this Windows. */
  private static void install(WindowsKind kind, WineRegistry registry) {
    registry.set("HKCU\\Software\\Wine", "Version", kind.wineVersion());
    registry.set(WINDOWS_NT, "CurrentBuild", Integer.toString(kind.build()));
    registry.set(WINDOWS_NT, "CurrentBuildNumber", Integer.toString(kind.build()));
    registry.set(WINDOWS_NT, "ProductName", kind.release().displayName());
    registry.set(WINDOWS_NT, "EditionID", kind.edition());
    registry.set(WINDOWS_NT, "InstallationType", kind.type().wimName());
    registry.set(WINDOWS_NT + "\\AeDebug", "Debugger", "false");
    registry.set(WINDOWS + "\\Setup\\State", "ImageState", "IMAGE_STATE_COMPLETE");
    // Microsoft, "User Account Control settings and configuration".
    registry.set(WINDOWS + "\\Policies\\System", "ConsentPromptBehaviorAdmin", 5);
    // There by default, and off: Learn, "Interactive logon: Require Windows Hello for Business".
    registry.set(WINDOWS + "\\Policies\\System", "scforceoption", 0);
    registry.set(
        "HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Memory Management",
        "PagingFiles",
        List.of("?:\\pagefile.sys"));
    // The default of Windows 10 and Server 2019 on, with both ways of writing the variable.
    registry.setExpandable(
        "HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Environment",
        "PATH",
        "%SystemRoot%\\system32;%SystemRoot%;%SystemRoot%\\System32\\Wbem;"
            + "%SYSTEMROOT%\\System32\\WindowsPowerShell\\v1.0\\;%SYSTEMROOT%\\System32\\OpenSSH\\");
  }

  private static void copy(Path from, Path to) {
    Host.run(IMAGES, "cp", "-al", from.toString(), to.toString());
    // Wine writes these in place.
    for (String name : List.of("system.reg", "user.reg", "userdef.reg")) {
      delete(to.resolve(name));
      try {
        Files.copy(from.resolve(name), to.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Path fresh(String name) {
    Path part = IMAGES.resolve(name);
    delete(part);
    try {
      return Files.createDirectories(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(String program, Path place) {
    try {
      Files.createDirectories(place.getParent());
      Files.deleteIfExists(place);
      Files.copy(Programs.built(program), place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path tree) {
    if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
