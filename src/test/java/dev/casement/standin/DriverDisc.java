package dev.casement.standin;

import dev.casement.windows.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A driver medium in the layout of virtio-win; its drivers are names and versions. */
final class DriverDisc {
  private static final Path HOME = Programs.HOME.resolve("drivers");
  private static final List<String> DRIVERS =
      List.of("Balloon", "NetKVM", "pvpanic", "vioscsi", "viostor");

  private static boolean written;

  private DriverDisc() {}

  /** What is on it. */
  static Path directory() {
    make();
    return HOME.resolve("virtio-win");
  }

  /** The disc itself. */
  static Path image() {
    make();
    return HOME.resolve("virtio-win.iso");
  }

  private static void make() {
    Programs.build();
    Locked.run(
        Programs.HOME.resolve("drivers.lock"),
        () -> {
          // Anew in each JVM: what is on it is written in this class, which may have changed.
          if (!written) {
            MachineImage.delete(HOME);
            write();
            written = true;
          }
        });
  }

  private static void write() {
    try {
      for (String driver : DRIVERS) {
        for (Release release : Release.values()) {
          Path place = HOME.resolve("virtio-win").resolve(driver).resolve(release.driverFolder());
          driver(
              Files.createDirectories(place.resolve("amd64")),
              driver.toLowerCase(java.util.Locale.ROOT));
        }
      }
      Path agent = Files.createDirectories(HOME.resolve("virtio-win/guest-agent"));
      Files.copy(
          Programs.built("guest-agent.msi"),
          agent.resolve("qemu-ga-x86_64.msi"),
          StandardCopyOption.REPLACE_EXISTING);
      Host.run(
          HOME,
          "genisoimage",
          "-quiet",
          "-J",
          "-V",
          "virtio-win-0.1.271",
          "-o",
          "virtio-win.part",
          "virtio-win");
      Files.move(HOME.resolve("virtio-win.part"), HOME.resolve("virtio-win.iso"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void driver(Path place, String name) throws IOException {
    Files.writeString(
        place.resolve(name + ".inf"),
        "[Version]\r\nSignature=\"$WINDOWS NT$\"\r\nDriverVer = 09/01/2025,100.101.104.27100\r\n");
    Files.writeString(place.resolve(name + ".sys"), name);
    if (name.equals("balloon")) {
      Files.copy(
          Programs.built("program.exe"),
          place.resolve("blnsvr.exe"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        place.resolve(name + ".cat"),
        "Valid\n" + Files.readString(Programs.SOURCES.resolve("publisher.base64")));
  }
}
