package dev.casement.media.author;

import dev.casement.report.BuildException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a CD or DVD image: ISO 9660 level 3 with Joliet names; streamed and reproducible.
 *
 * <p>Both hierarchies share the files' content. In order: 16 empty sectors, the volume descriptors,
 * the path tables, the directories, the files.
 */
public final class OpticalImage {
  private static final int SECTOR = IsoHierarchy.SECTOR;
  private static final int SYSTEM_SECTORS = 16;
  private static final int DESCRIPTORS = 3;

  /**
   * Joliet has room for 16 wide characters. Upper-case letters, digits and {@code _} are those of
   * ECMA-119, 7.4.1; the others are in the labels of OpenStack's configuration drives.
   */
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,16}");

  private final IsoHierarchy plain;
  private final IsoHierarchy joliet;
  private final IsoDescriptor.PathTables plainTables;
  private final IsoDescriptor.PathTables jolietTables;
  private final List<MediaFile> inOrder = new ArrayList<>();
  private final IdentityHashMap<MediaFile, Long> sectors = new IdentityHashMap<>();
  private final long end;

  private OpticalImage(MediaTree tree) {
    plain = new IsoHierarchy(tree, IsoNames.Plain::new);
    joliet = new IsoHierarchy(tree, IsoNames.Joliet::new);
    long tables = SYSTEM_SECTORS + DESCRIPTORS;
    plainTables = tablesAt(tables, plain);
    tables += 2L * sectorsFor(plain.pathTableSize());
    jolietTables = tablesAt(tables, joliet);
    tables += 2L * sectorsFor(joliet.pathTableSize());
    end = placeFiles(tree, joliet.placeDirectories(plain.placeDirectories(tables)));
  }

  /**
   * Writes the image.
   *
   * @param label at most 16 of A–Z, a–z, 0–9, {@code _} and {@code -}
   * @throws BuildException RECIPE if a name is not allowed on a CD or by Windows; HOST if the image
   *     cannot be written
   */
  public static void write(Path target, String label, List<MediaFile> files) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("no label of a CD: \"" + label + "\"");
    }
    OpticalImage image = new OpticalImage(MediaTree.of(files));
    MediumWriter.write(target, out -> image.writeTo(out, label));
  }

  private static IsoDescriptor.PathTables tablesAt(long sector, IsoHierarchy hierarchy) {
    return new IsoDescriptor.PathTables(sector, sector + sectorsFor(hierarchy.pathTableSize()));
  }

  private static long sectorsFor(long bytes) {
    return bytes / SECTOR + (bytes % SECTOR == 0 ? 0 : 1);
  }

  /** An empty file gets sector 0: it has no content to point to. */
  private long placeFiles(MediaTree tree, long sector) {
    long next = sector;
    for (MediaTree directory : tree.directories()) {
      next = placeFiles(directory, next);
    }
    for (MediaFile file : tree.files()) {
      inOrder.add(file);
      sectors.put(file, file.size() == 0 ? 0 : next);
      next += sectorsFor(file.size());
    }
    return next;
  }

  private void writeTo(OutputStream out, String label) throws IOException {
    out.write(new byte[SYSTEM_SECTORS * SECTOR]);
    out.write(IsoDescriptor.primary(label, end, plain, plainTables));
    out.write(IsoDescriptor.joliet(label, end, joliet, jolietTables));
    out.write(IsoDescriptor.terminator());
    for (IsoHierarchy hierarchy : List.of(plain, joliet)) {
      writeSectors(out, hierarchy.pathTable(ByteOrder.LITTLE_ENDIAN));
      writeSectors(out, hierarchy.pathTable(ByteOrder.BIG_ENDIAN));
    }
    for (IsoHierarchy hierarchy : List.of(plain, joliet)) {
      out.write(hierarchy.directoryRecords(file -> sectors.getOrDefault(file, 0L)));
    }
    writeFiles(out, inOrder);
  }

  private static void writeFiles(OutputStream out, Collection<MediaFile> files) throws IOException {
    for (MediaFile file : files) {
      MediumWriter.copy(file, out);
      pad(out, file.size());
    }
  }

  private static void writeSectors(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    pad(out, bytes.length);
  }

  private static void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[(int) (sectorsFor(written) * SECTOR - written)]);
  }
}
