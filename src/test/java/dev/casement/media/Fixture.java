package dev.casement.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories of the host to make media from with other people's programs. */
public final class Fixture {
  private final Path root;

  Fixture(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public Fixture file(String path, byte[] content) {
    try {
      Path target = root.resolve(path);
      Files.createDirectories(target.getParent());
      Files.write(target, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Fixture text(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Fixture text(String path, String content, Charset charset) {
    return file(path, content.getBytes(charset));
  }

  /** Files as on install media: some sizes, some depths, names of upper and lower case. */
  public static Fixture installFiles(Path root) {
    return new Fixture(root)
        .text("setup.exe", "MZ")
        .text("boot/BCD", "bcd")
        .text("efi/boot/bootx64.efi", "efi")
        .text("efi/microsoft/boot/efisys.bin", "efisys")
        .text("efi/microsoft/boot/Long name with spaces and Größe.txt", "long")
        .text("sources/empty.txt", "")
        .file("sources/sector.bin", MediaFiles.random(2048, 1))
        .file("sources/boot.wim", MediaFiles.random(300_000, 2));
  }

  /** Runs a program that writes an ISO from this directory, its path the last argument. */
  public Path iso(Path iso, String... argv) {
    List<String> command = new ArrayList<>(List.of(argv));
    command.addAll(List.of("-o", iso.toString(), root.toString()));
    Program.run(command.toArray(new String[0]));
    return iso;
  }
}
