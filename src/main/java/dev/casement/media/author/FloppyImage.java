package dev.casement.media.author;

import dev.casement.report.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a 1.44 MB floppy: FAT12 with subdirectories, long names and a volume label; reproducible.
 *
 * <p>Geometry and layout: Microsoft, "FAT: General Overview of On-Disk Format" 1.03 (fatgen103): 80
 * cylinders, 2 heads, 18 sectors of 512 bytes, one sector a cluster, media byte 0xF0.
 */
public final class FloppyImage {
  private static final int SECTOR = 512;
  private static final int SECTORS = 2880;
  private static final int FATS = 2;
  private static final int FAT_SECTORS = 9;
  private static final int ROOT_ENTRIES = 224;
  private static final int ROOT_START = 1 + FATS * FAT_SECTORS;
  private static final int DATA_START = ROOT_START + ROOT_ENTRIES * FatDirectory.ENTRY / SECTOR;

  /** Clusters for content; the first one is number 2. */
  private static final int CLUSTERS = SECTORS - DATA_START;

  private static final int MEDIA = 0xf0;
  private static final int END_OF_CHAIN = 0xfff;
  private static final int SERIAL = 0x43415345;
  private static final Pattern LABEL = Pattern.compile("[A-Z0-9_-]{1,11}");

  /**
   * Runs if a machine boots from the floppy by mistake: {@code int 18h} starts the next boot
   * device; if it returns, the processor halts.
   */
  private static final byte[] BOOT_CODE = HexFormat.of().parseHex("cd18f4ebfd");

  private final ByteBuffer image =
      ByteBuffer.allocate(SECTORS * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  private final IdentityHashMap<Object, Integer> firstClusters = new IdentityHashMap<>();
  private int nextCluster = 2;

  private FloppyImage() {}

  /**
   * Writes the floppy.
   *
   * @param label at most 11 of A–Z, 0–9, {@code _} and {@code -}
   * @throws BuildException RECIPE if the files do not fit (the message names the biggest) or
   *     Windows does not allow a name; HOST if the image cannot be written
   */
  public static void write(Path target, String label, List<MediaFile> files) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("no label of a floppy: \"" + label + "\"");
    }
    MediaTree tree = MediaTree.of(files);
    requireFit(tree, files);
    MediumWriter.write(
        target,
        out -> {
          FloppyImage floppy = new FloppyImage();
          floppy.fill(tree, label);
          out.write(floppy.image.array());
        });
  }

  /**
   * Whether the files and their directories fit on a floppy.
   *
   * @throws BuildException RECIPE if Windows does not allow a name
   */
  public static boolean fits(List<MediaFile> files) {
    MediaTree tree = MediaTree.of(files);
    return clusters(tree) <= CLUSTERS && FatDirectory.entryCount(tree) <= ROOT_ENTRIES;
  }

  private static void requireFit(MediaTree tree, List<MediaFile> files) {
    long needed = clusters(tree);
    if (needed > CLUSTERS) {
      throw MediaTree.unfit(
          "the files need "
              + needed * SECTOR
              + " bytes with their directories, and a 1.44 MB floppy holds "
              + CLUSTERS * SECTOR
              + ":\n"
              + bySize(files),
          "put them on a CD instead (setup medium: cd), or leave the biggest out");
    }
    int rootEntries = FatDirectory.entryCount(tree);
    if (rootEntries > ROOT_ENTRIES) {
      throw MediaTree.unfit(
          "the root of the floppy needs "
              + rootEntries
              + " directory entries and has "
              + ROOT_ENTRIES
              + ":\n"
              + bySize(files),
          "put files into a subdirectory, or on a CD instead (setup medium: cd)");
    }
  }

  private static String bySize(List<MediaFile> files) {
    return files.stream()
        .sorted(Comparator.comparingLong(MediaFile::size).reversed().thenComparing(MediaFile::path))
        .map(file -> String.format(Locale.ROOT, "  %10d  %s", file.size(), file.path()))
        .collect(Collectors.joining("\n"));
  }

  /** The number of clusters of everything below the root. */
  private static long clusters(MediaTree tree) {
    long sum = 0;
    for (MediaFile file : tree.files()) {
      sum += clusters(file.size());
    }
    for (MediaTree directory : tree.directories()) {
      sum += clusters(directorySize(directory)) + clusters(directory);
    }
    return sum;
  }

  private static long clusters(long bytes) {
    return bytes / SECTOR + (bytes % SECTOR == 0 ? 0 : 1);
  }

  private static int directorySize(MediaTree tree) {
    return FatDirectory.entryCount(tree) * FatDirectory.ENTRY;
  }

  private void fill(MediaTree tree, String label) throws IOException {
    bootSector(label);
    setFat(0, 0xf00 | MEDIA);
    setFat(1, END_OF_CHAIN);
    allocate(tree);
    copyFiles(tree);
    image.put(ROOT_START * SECTOR, FatDirectory.root(tree, label, new Places()));
    writeDirectories(tree, 0);
  }

  private void bootSector(String label) {
    image.put(0, new byte[] {(byte) 0xeb, 0x3c, (byte) 0x90});
    image.put(3, "MSWIN4.1".getBytes(StandardCharsets.US_ASCII));
    image.putShort(11, (short) SECTOR);
    image.put(13, (byte) 1);
    image.putShort(14, (short) 1);
    image.put(16, (byte) FATS);
    image.putShort(17, (short) ROOT_ENTRIES);
    image.putShort(19, (short) SECTORS);
    image.put(21, (byte) MEDIA);
    image.putShort(22, (short) FAT_SECTORS);
    image.putShort(24, (short) 18);
    image.putShort(26, (short) 2);
    image.put(38, (byte) 0x29);
    image.putInt(39, SERIAL);
    image.put(43, String.format(Locale.ROOT, "%-11s", label).getBytes(StandardCharsets.US_ASCII));
    image.put(54, "FAT12   ".getBytes(StandardCharsets.US_ASCII));
    image.put(62, BOOT_CODE);
    image.putShort(510, (short) 0xaa55);
  }

  /** Gives every directory and file below its clusters, in one piece each. */
  private void allocate(MediaTree tree) {
    for (MediaTree directory : tree.directories()) {
      firstClusters.put(directory, chain(directorySize(directory)));
      allocate(directory);
    }
    for (MediaFile file : tree.files()) {
      firstClusters.put(file, chain(file.size()));
    }
  }

  private int chain(long bytes) {
    int count = Math.toIntExact(clusters(bytes));
    if (count == 0) {
      return 0;
    }
    int first = nextCluster;
    for (int i = 0; i < count; i++) {
      setFat(nextCluster, i == count - 1 ? END_OF_CHAIN : nextCluster + 1);
      nextCluster++;
    }
    return first;
  }

  /** Sets a 12-bit entry in both FATs: even ones take the low half of a word, odd ones the high. */
  private void setFat(int cluster, int value) {
    for (int fat = 0; fat < FATS; fat++) {
      int at = (1 + fat * FAT_SECTORS) * SECTOR + cluster + cluster / 2;
      int old = image.getShort(at) & 0xffff;
      boolean even = cluster % 2 == 0;
      image.putShort(at, (short) (even ? (old & 0xf000) | value : (old & 0x000f) | (value << 4)));
    }
  }

  private void copyFiles(MediaTree tree) throws IOException {
    for (MediaTree directory : tree.directories()) {
      copyFiles(directory);
    }
    for (MediaFile file : tree.files()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream((int) file.size());
      MediumWriter.copy(file, content);
      place(first(file), content.toByteArray());
    }
  }

  private void writeDirectories(MediaTree tree, int cluster) {
    for (MediaTree directory : tree.directories()) {
      int self = first(directory);
      place(self, FatDirectory.below(directory, self, cluster, new Places()));
      writeDirectories(directory, self);
    }
  }

  private void place(int cluster, byte[] content) {
    if (content.length > 0) {
      image.put((DATA_START + cluster - 2) * SECTOR, content);
    }
  }

  private int first(Object directoryOrFile) {
    return firstClusters.getOrDefault(directoryOrFile, 0);
  }

  private final class Places implements FatDirectory.Clusters {
    @Override
    public int of(MediaTree directory) {
      return first(directory);
    }

    @Override
    public int of(MediaFile file) {
      return first(file);
    }
  }
}
