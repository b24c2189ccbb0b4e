package dev.casement.media.author;

import dev.casement.bytes.HostFile;
import dev.casement.media.iso.BootCatalog;
import dev.casement.media.iso.IsoVolume;
import dev.casement.media.iso.VolumeDescriptors;
import dev.casement.media.udf.UdfVolume;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.MediumFile;
import dev.casement.media.volume.Volume;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An ISO image, read in place, without mounting or root; directories are read on demand.
 *
 * <p>Of several file systems, UDF takes precedence over Joliet, and Joliet over plain ISO 9660, as
 * in Windows: Microsoft's media keep everything in UDF and a note for old readers in ISO 9660.
 */
public final class OpticalMedium implements AutoCloseable {
  /** The file system that names and files come from. */
  public enum Format {
    UDF("UDF"),
    JOLIET("ISO 9660 with Joliet"),
    ISO_9660("ISO 9660");

    private final String displayName;

    Format(String displayName) {
      this.displayName = displayName;
    }

    @Override
    public String toString() {
      return displayName;
    }
  }

  private final HostFile file;
  private final Volume volume;
  private final Format format;
  private final VolumeDescriptors descriptors;

  private OpticalMedium(
      HostFile file, Volume volume, Format format, VolumeDescriptors descriptors) {
    this.file = file;
    this.volume = volume;
    this.format = format;
    this.descriptors = descriptors;
  }

  /**
   * Opens an ISO image.
   *
   * @throws BuildException MEDIA if the file does not exist, is not an ISO image, or is damaged or
   *     truncated; HOST if it cannot be read
   */
  public static OpticalMedium open(Path iso) {
    HostFile file = HostFile.open(iso);
    try {
      return open(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static OpticalMedium open(HostFile file) {
    VolumeDescriptors descriptors = VolumeDescriptors.read(file);
    if (descriptors.announceUdf()) {
      return new OpticalMedium(file, UdfVolume.open(file), Format.UDF, descriptors);
    }
    IsoVolume iso = IsoVolume.open(file).orElseThrow(() -> ForeignFile.notAnIso(file));
    return new OpticalMedium(
        file, iso, iso.isJoliet() ? Format.JOLIET : Format.ISO_9660, descriptors);
  }

  /** The path of the ISO image, for messages. */
  public String name() {
    return file.name();
  }

  public long size() {
    return file.size();
  }

  public Format format() {
    return format;
  }

  /** The volume's label; empty if there is none. */
  public String label() {
    return volume.label();
  }

  /** The firmware that can boot it, by its El Torito catalogue. */
  public Set<BootMode> bootModes() {
    EnumSet<BootMode> modes = EnumSet.noneOf(BootMode.class);
    for (BootCatalog.Entry entry : bootEntries()) {
      switch (entry.platform()) {
        case BIOS -> modes.add(BootMode.BIOS);
        case UEFI -> modes.add(BootMode.UEFI);
        case OTHER -> {
          // Windows does not run on these.
        }
      }
    }
    return Collections.unmodifiableSet(modes);
  }

  /** The entries of its El Torito catalogue. */
  public List<BootCatalog.Entry> bootEntries() {
    return BootCatalog.read(file, descriptors);
  }

  /** The entries of a directory; empty if there is no directory at this path. */
  public List<MediumEntry> list(String path) {
    return find(path).filter(MediumEntry::isDirectory).map(MediumEntry::entries).orElse(List.of());
  }

  /**
   * Finds a file or directory.
   *
   * @param path with {@code /} or {@code \} between names; case does not matter
   */
  public Optional<MediumEntry> find(String path) {
    MediumEntry entry = volume.root();
    for (String name : path.split("[/\\\\]")) {
      if (name.isEmpty()) {
        continue;
      }
      if (!entry.isDirectory()) {
        return Optional.empty();
      }
      Optional<MediumEntry> child =
          entry.entries().stream().filter(each -> each.name().equalsIgnoreCase(name)).findFirst();
      if (child.isEmpty()) {
        return Optional.empty();
      }
      entry = child.get();
    }
    return Optional.of(entry);
  }

  /** Finds a file, as {@link #find} does. */
  public Optional<MediumFile> file(String path) {
    return find(path).filter(entry -> !entry.isDirectory()).map(MediumEntry::file);
  }

  /** The failure for a medium that is sound but lacks what a caller needs. */
  public BuildException lacks(String what, String remedy) {
    return new BuildException(Failure.MEDIA, name() + " " + what, remedy);
  }

  @Override
  public void close() {
    file.close();
  }
}
