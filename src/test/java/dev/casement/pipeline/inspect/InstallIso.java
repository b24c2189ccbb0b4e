package dev.casement.pipeline.inspect;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A small install medium with a real WIM; nothing on it runs. */
public final class InstallIso {
  private InstallIso() {}

  /** Windows Server 2022 Standard, bootable as far as its catalogue says, in the directory. */
  public static Path write(Path directory) throws IOException {
    return write(directory, directory.resolve("iso"));
  }

  /** The same, with a boot image for UEFI that asks for no key. */
  public static Path writeWithNoPromptImage(Path directory) throws IOException {
    Path tree = directory.resolve("iso");
    Path boot = Files.createDirectories(tree.resolve("efi/microsoft/boot"));
    Files.write(boot.resolve("efisys_noprompt.bin"), new byte[2048]);
    return write(directory, tree);
  }

  private static Path write(Path directory, Path tree) throws IOException {
    Files.createDirectories(tree.resolve("sources"));
    Files.write(tree.resolve("boot.bin"), new byte[2048]);
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.writeString(files.resolve("win.ini"), "; for 16-bit app support\r\n");
    Path wim = tree.resolve("sources/install.wim");
    run(
        "wimlib-imagex",
        "capture",
        files.toString(),
        wim.toString(),
        "Windows Server 2022 SERVERSTANDARD");
    run(
        "wimlib-imagex",
        "info",
        wim.toString(),
        "1",
        "--image-property=WINDOWS/EDITIONID=ServerStandard",
        "--image-property=WINDOWS/ARCH=9",
        "--image-property=WINDOWS/INSTALLATIONTYPE=Server",
        "--image-property=WINDOWS/VERSION/MAJOR=10",
        "--image-property=WINDOWS/VERSION/MINOR=0",
        "--image-property=WINDOWS/VERSION/BUILD=20348",
        "--image-property=WINDOWS/VERSION/SPBUILD=587",
        "--image-property=WINDOWS/LANGUAGES/LANGUAGE=en-US",
        "--image-property=WINDOWS/LANGUAGES/DEFAULT=en-US");
    Path iso = directory.resolve("install.iso");
    run(
        "genisoimage",
        "-quiet",
        "-J",
        "-V",
        "INSTALL",
        "-b",
        "boot.bin",
        "-no-emul-boot",
        "-boot-load-size",
        "4",
        "-eltorito-alt-boot",
        "-e",
        "boot.bin",
        "-no-emul-boot",
        "-o",
        iso.toString(),
        tree.toString());
    return iso;
  }

  private static void run(String... argv) {
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }
}
