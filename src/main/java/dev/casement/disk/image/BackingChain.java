package dev.casement.disk.image;

import dev.casement.disk.DiskFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the backing files of a qcow2 file and refuses endless chains. */
final class BackingChain {
  private static final int LIMIT = 32;

  private final Set<Path> above = new HashSet<>();

  /**
   * The opened backing file of {@code path}, if it has one.
   *
   * @throws DiskException UNSUPPORTED if it is not a local file or its format is not recorded
   */
  @Nullable DiskImage below(Path path, Qcow2Header.Backing backing) {
    if (backing.file().isEmpty()) {
      return null;
    }
    String name = path.toString();
    if (!above.add(path.toAbsolutePath().normalize()) || above.size() > LIMIT) {
      throw DiskException.unsupported(name, "its chain of backing files has no end");
    }
    Path file = path.resolveSibling(local(name, backing.file()));
    return switch (backing.format()) {
      case "qcow2" -> Qcow2Image.open(file, this);
      case "raw" -> DiskImages.open(file, DiskFormat.RAW);
      case "vdi" -> DiskImages.open(file, DiskFormat.VDI);
      case "" ->
          throw DiskException.unsupported(
              name,
              "it does not name the format of its backing file; qemu-img rebase -u -F sets"
                  + " it");
      default ->
          throw DiskException.unsupported(
              name, "the format of its backing file is " + backing.format());
    };
  }

  /** A name with a colon before any slash is a protocol's, such as {@code nbd:}. */
  private static Path local(String name, String file) {
    String path = file.startsWith("file:") ? file.substring("file:".length()) : file;
    int colon = path.indexOf(':');
    if (colon >= 0 && path.lastIndexOf('/', colon) < 0) {
      throw DiskException.unsupported(name, "its backing file is not local: " + file);
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw DiskException.unsupported(name, "its backing file's name: " + e.getMessage());
    }
  }
}
