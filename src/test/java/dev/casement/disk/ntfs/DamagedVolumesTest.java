package dev.casement.disk.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the bytes of a volume, it is read or refused with a {@link DiskException}. */
class DamagedVolumesTest {
  private static final int MIB = 1 << 20;
  private static final int RECORD = 1024;
  private static final int READ_LIMIT = 1 << 20;

  private static byte[] volume = {};

  /** Where the master file table begins, and so the structures that matter most. */
  private static int table;

  /** One byte of the volume becomes another. */
  record Change(boolean inTable, int at, int value) {}

  @BeforeContainer
  static void make() throws IOException {
    Path directory = Files.createTempDirectory("casement-damaged");
    Path raw = directory.resolve("raw");
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(2 * MIB);
    }
    Program.run("mkntfs", "-q", "-F", "-f", "-c", "512", raw + "");
    Path host = directory.resolve("host");
    byte[] content = new byte[30_000];
    new Random(1).nextBytes(content);
    for (int i = 0; i < 40; i++) {
      Files.write(host, java.util.Arrays.copyOf(content, i * i * 10));
      Program.run("ntfscp", "-q", "-f", raw + "", host + "", "/a long name for a file " + i);
    }
    volume = Files.readAllBytes(raw);
    table = (int) ByteBuffer.wrap(volume).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(48) * 512;
    Files.delete(raw);
    Files.delete(host);
    Files.delete(directory);
  }

  @Property(tries = 400)
  void changedBytesAreReadOrRefused(@ForAll("changes") List<Change> changes) {
    byte[] bytes = volume.clone();
    for (Change change : changes) {
      int at = change.inTable ? table + change.at % (110 * RECORD) : change.at % bytes.length;
      bytes[at] = (byte) change.value;
    }
    readOrRefuse(bytes);
  }

  @Property(tries = 40)
  void truncatedVolumesAreReadOrRefused(@ForAll("positions") int length) {
    readOrRefuse(java.util.Arrays.copyOf(volume, Math.min(length, volume.length)));
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      NtfsVolume opened = NtfsVolume.open(new ResidentBytes("the volume", bytes));
      guarded(opened::isDirty);
      guarded(() -> opened.bitmap().free());
      guarded(() -> Hibernation.of(opened));
      guarded(() -> opened.find("A LONG NAME FOR A FILE 17"));
      guarded(() -> opened.find("$Extend/$ObjId"));
      for (long number = 0; number < Math.min(opened.records(), 110); number++) {
        FileReference reference = new FileReference(number, 0);
        guarded(() -> readAll(opened.file(reference)));
      }
    } catch (DiskException e) {
      assertThat(e.what()).contains("the volume");
    }
  }

  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (DiskException e) {
      assertThat(e.what()).contains("the volume");
    }
  }

  private static void readAll(NtfsFile file) {
    file.links();
    guarded(file::reparsePoint);
    guarded(() -> file.list(entry -> {}));
    for (NtfsStream stream : file.streams()) {
      guarded(() -> readSome(file.open(stream.name())));
    }
    guarded(() -> readSome(file.open()));
  }

  private static void readSome(ByteSource stream) {
    ByteBuffer to = ByteBuffer.allocate(READ_LIMIT);
    stream.read(0, to);
    stream.read(stream.size() / 2, to.clear());
    stream.read(Math.max(stream.size() - 1, 0), to.clear());
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 600), Arbitraries.integers().between(0, 2 * MIB));
  }

  /** Most are among the first bytes of a record, where its headers are, and its attributes. */
  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> inRecord =
        Combinators.combine(
                Arbitraries.integers().between(0, 109), Arbitraries.integers().between(0, 500))
            .as((record, at) -> record * RECORD + at);
    Arbitrary<Integer> values =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 2, 0x7f, 0x80, 0xff), Arbitraries.integers().between(0, 255));
    return Arbitraries.oneOf(
            Combinators.combine(inRecord, values).as((at, value) -> new Change(true, at, value)),
            Combinators.combine(positions(), values)
                .as((at, value) -> new Change(false, at, value)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }
}
