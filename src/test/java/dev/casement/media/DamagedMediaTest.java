package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.author.OpticalImage;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the bytes, the readers answer or say what is wrong; nothing else is thrown. */
class DamagedMediaTest {
  private static final int DEPTH = 6;
  private static final int ENTRY_LIMIT = 2_000;
  private static final int READ_LIMIT = 200_000;

  /** One change to a medium: a byte somewhere among its structures becomes another. */
  record Change(int at, int value) {}

  private static final Map<String, byte[]> MEDIA = new TreeMap<>();
  private static Path directory = Path.of("");

  @BeforeContainer
  static void makeMedia() throws IOException {
    directory = Files.createTempDirectory("casement-damaged");
    Path iso = directory.resolve("made.iso");
    OpticalImage.write(iso, "CASEMENT", MediaFiles.varied());
    keep("joliet", iso);
    for (int revision : List.of(0x102, 0x201, 0x250, 0x260)) {
      new UdfImage(revision)
          .file("sources/install.wim", MediaFiles.random(5_000, 1), UdfImage.Form.LONG, 7)
          .file("sources/small.txt", MediaFiles.random(100, 2), UdfImage.Form.EMBEDDED, 0)
          .file("viostor/readme.txt", MediaFiles.random(100, 3), UdfImage.Form.LONG, 1)
          .loop("viostor2")
          .write(iso, "DAMAGED");
      keep("udf " + Integer.toHexString(revision), iso);
    }
    Path tree = directory.resolve("tree");
    Path wim = Wims.write(directory.resolve("install.wim"));
    keep("wim", wim);
    Fixture fixture = Fixture.installFiles(tree);
    Files.copy(wim, tree.resolve("sources/install.wim"));
    fixture.text("viostor/2k22/amd64/viostor.inf", "[Version]\nDriverVer=01/01/2024,1.2.3.4\n");
    fixture.iso(
        iso,
        "xorriso",
        "-as",
        "mkisofs",
        "-J",
        "-b",
        "boot/BCD",
        "-no-emul-boot",
        "-eltorito-alt-boot",
        "-e",
        "efi/microsoft/boot/efisys.bin",
        "-no-emul-boot");
    keep("bootable", iso);
  }

  @AfterContainer
  static void clear() throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void keep(String name, Path file) throws IOException {
    MEDIA.put(name, Files.readAllBytes(file));
    if (!name.equals("wim")) {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> media() {
    return Arbitraries.of("joliet", "udf 102", "udf 201", "udf 250", "udf 260", "bootable", "wim");
  }

  /** Offsets among the structures, which are in front of the content but in a WIM. */
  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> anywhere = Arbitraries.integers().between(0, 900_000);
    Arbitrary<Integer> values =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 0x7f, 0x80, 0xff), Arbitraries.integers().between(0, 255));
    return net.jqwik.api.Combinators.combine(anywhere, values)
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 400)
  void changedBytesAreReadOrNamed(
      @ForAll("media") String name, @ForAll("changes") List<Change> changes) {
    byte[] bytes = MEDIA.getOrDefault(name, new byte[0]).clone();
    int[] used = usedBytes(bytes);
    for (Change change : changes) {
      bytes[used[change.at() % used.length]] = (byte) change.value();
    }
    UdfBlocks.reseal(bytes);
    read(bytes);
  }

  @Property(tries = 150)
  void truncatedMediaAreReadOrNamed(
      @ForAll("media") String name,
      @ForAll @net.jqwik.api.constraints.IntRange(max = 1_200_000) int length) {
    byte[] bytes = MEDIA.getOrDefault(name, new byte[0]);
    read(java.util.Arrays.copyOf(bytes, length % bytes.length));
  }

  @Property(tries = 200)
  void randomBytesAreNamed(
      @ForAll @net.jqwik.api.constraints.Size(max = 4_000) byte[] random,
      @ForAll("starts") List<String> starts) {
    byte[] bytes = new byte[34_816 + 2048 * 4 + random.length];
    System.arraycopy(random, 0, bytes, bytes.length - random.length, random.length);
    System.arraycopy(random, 0, bytes, 32_768, random.length);
    for (int i = 0; i < starts.size(); i++) {
      byte[] start = starts.get(i).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      System.arraycopy(start, 0, bytes, 32_768 + 2048 * i, start.length);
    }
    read(bytes);
  }

  @Provide
  Arbitrary<List<String>> starts() {
    return Arbitraries.of(
            "\1CD001\1", "\2CD001\1", "\0CD001\1EL TORITO SPECIFICATION", "\0BEA01\1", "\0NSR02\1")
        .list()
        .ofMaxSize(4);
  }

  /** Offsets of bytes that are not zero, and some of their neighbours: where structures are. */
  private static int[] usedBytes(byte[] bytes) {
    return java.util.stream.IntStream.range(1, bytes.length)
        .filter(at -> bytes[at] != 0 || bytes[at - 1] != 0)
        .limit(60_000)
        .toArray();
  }

  private static void read(byte[] bytes) {
    try {
      Path file = Files.write(directory.resolve("damaged.iso"), bytes);
      attempt(() -> WimFile.read(file));
      attempt(() -> InstallMedia.inspect(file));
      attempt(() -> DriverMedia.inspect(file));
      attempt(() -> walk(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (BuildException e) {
      assertThat(e.failure()).isEqualTo(Failure.MEDIA);
      assertThat(e.what()).isNotBlank();
      assertThat(e.remedy()).isNotBlank();
    }
  }

  private static void walk(Path file) {
    try (OpticalMedium medium = OpticalMedium.open(file)) {
      attempt(medium::bootModes);
      int[] budget = {ENTRY_LIMIT};
      attempt(() -> walk(medium.find("").orElseThrow(), DEPTH, budget));
    }
  }

  private static void walk(MediumEntry entry, int depth, int[] budget) {
    if (depth == 0) {
      return;
    }
    Consumer<MediumEntry> visit =
        child -> {
          if (budget[0]-- > 0) {
            attempt(
                () -> {
                  if (child.isDirectory()) {
                    walk(child, depth - 1, budget);
                  } else {
                    drain(child);
                  }
                });
          }
        };
    entry.entries().forEach(visit);
  }

  private static void drain(MediumEntry file) {
    try (InputStream in = file.file().openStream()) {
      assertThat(in.readNBytes(READ_LIMIT).length).isLessThanOrEqualTo(READ_LIMIT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
