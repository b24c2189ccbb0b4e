package dev.casement.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.fat.FatEntry;
import dev.casement.disk.fat.FatVolume;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Disks;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.files.Directories;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever tree wimlib or mtools write to a volume, it is read as it was. */
class RandomTreesTest {
  private static final int MOST_NAMES = 400;
  private static final int DEEPEST = 6;

  /** Letters of one to three bytes in UTF-8, whose capitals differ or do not. */
  private static final String LETTERS = "abcXYZ019 _-+äßΩωЖжא漢字";

  /** One of two units in UTF-16, and some that mtools writes as others, such as ff. */
  private static final String RARE = "\uD83D\uDE80€ﬀｅŁł";

  private Path directory = Path.of("");

  @BeforeTry
  void make() throws IOException {
    directory = Files.createTempDirectory("casement-tree");
  }

  @AfterTry
  void clear() throws IOException {
    Directories.deleteTree(directory);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void ntfs(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, byte[]> tree = tree(random, LETTERS + RARE);
    Path volume = volume();
    String cluster = List.of("512", "1024", "4096", "65536").get(random.nextInt(4));
    Program.run("mkntfs", "-q", "-F", "-f", "-c", cluster, volume + "");
    Path wim = directory.resolve("tree.wim");
    Program.run("wimlib-imagex", "capture", write(tree) + "", wim + "", "--compress=none");
    Program.run("wimlib-imagex", "apply", wim + "", volume + "");

    try (DiskImage disk = DiskImages.open(volume, DiskFormat.RAW)) {
      NtfsVolume ntfs = NtfsVolume.open(disk);
      Map<String, byte[]> read = new TreeMap<>();
      walk(ntfs, ntfs.root(), "", read);
      assertSame(read, tree);
      for (String path : tree.keySet()) {
        assertThat(ntfs.find(otherCase(path, random))).as(path).isPresent();
      }
      assertThat(ntfs.find("nothing")).isEmpty();
    }
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void fat(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, byte[]> tree = tree(random, LETTERS);
    Path volume = volume();
    Program.run("mkfs.fat", "-F", List.of("16", "32").get(random.nextInt(2)), volume + "");
    List<String> copy = new ArrayList<>(List.of("mcopy", "-s", "-i", volume + ""));
    try (var names = Files.list(write(tree))) {
      names.map(Path::toString).forEach(copy::add);
    }
    copy.add("::/");
    Program.run(copy.toArray(new String[0]));

    try (DiskImage disk = DiskImages.open(volume, DiskFormat.RAW)) {
      FatVolume fat = FatVolume.open(disk);
      Map<String, byte[]> read = new TreeMap<>();
      walk(fat, fat.find("\\").orElseThrow(), "", read);
      assertSame(read, tree);
      for (String path : tree.keySet()) {
        assertThat(fat.find(otherCase(path, random))).as(path).isPresent();
      }
      assertThat(fat.find("nothing")).isEmpty();
    }
  }

  private static void assertSame(Map<String, byte[]> read, Map<String, byte[]> written) {
    assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
    written.forEach((path, content) -> assertThat(read.get(path)).as(path).isEqualTo(content));
  }

  private static void walk(
      NtfsVolume volume, NtfsFile from, String prefix, Map<String, byte[]> into) {
    from.list(
        entry -> {
          String path = prefix + entry.name();
          NtfsFile file = volume.file(entry.reference());
          if (path.startsWith("$") || path.equals(".")) {
            return;
          } else if (file.isDirectory()) {
            into.put(path + "/", new byte[0]);
            walk(volume, file, path + "/", into);
          } else {
            into.put(path, Disks.read(file.open()));
          }
        });
  }

  private static void walk(
      FatVolume volume, FatEntry from, String prefix, Map<String, byte[]> into) {
    for (FatEntry entry : volume.list(from)) {
      String path = prefix + entry.name();
      if (entry.directory()) {
        into.put(path + "/", new byte[0]);
        walk(volume, entry, path + "/", into);
      } else {
        into.put(path, Disks.read(volume.open(entry)));
      }
    }
  }

  /** Files by path, and directories by paths that end with a slash. */
  private static Map<String, byte[]> tree(Random random, String letters) {
    Map<String, byte[]> tree = new TreeMap<>();
    List<String> directories = new ArrayList<>(List.of(""));
    int names = 1 + random.nextInt(MOST_NAMES);
    for (int number = 0; number < names; number++) {
      String parent = directories.get(random.nextInt(directories.size()));
      String path = parent + name(random, letters, number);
      boolean nests = path.chars().filter(each -> each == '/').count() < DEEPEST;
      if (nests && random.nextInt(6) == 0) {
        tree.put(path + "/", new byte[0]);
        directories.add(path + "/");
      } else {
        tree.put(path, content(random));
      }
    }
    return tree;
  }

  /** What follows the last hyphen keeps names apart in which only the case differs. */
  private static String name(Random random, String letters, int number) {
    int[] all = letters.codePoints().toArray();
    StringBuilder name = new StringBuilder("n");
    for (int left = random.nextInt(random.nextInt(8) == 0 ? 70 : 12); left > 0; left--) {
      name.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return name.append('-').append(number).append(random.nextBoolean() ? ".Txt" : "").toString();
  }

  private static byte[] content(Random random) {
    byte[] content = new byte[random.nextInt(random.nextInt(20) == 0 ? 300_000 : 1500)];
    if (random.nextBoolean()) {
      random.nextBytes(content);
    } else {
      Arrays.fill(content, (byte) random.nextInt());
    }
    return content;
  }

  /** With the case of its ASCII letters as chance has it. */
  private static String otherCase(String path, Random random) {
    StringBuilder other = new StringBuilder();
    path.codePoints()
        .map(
            each ->
                each < 128 && Character.isLetter(each) && random.nextBoolean() ? each ^ 32 : each)
        .forEach(other::appendCodePoint);
    return other.toString();
  }

  private Path volume() throws IOException {
    Path volume = directory.resolve("volume.raw");
    try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
      file.setLength(96 << 20);
    }
    return volume;
  }

  private Path write(Map<String, byte[]> tree) throws IOException {
    Path root = Files.createDirectory(directory.resolve("tree"));
    for (Map.Entry<String, byte[]> each : tree.entrySet()) {
      Path path = root.resolve(each.getKey());
      if (each.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.write(path, each.getValue());
      }
    }
    return root;
  }
}
