package dev.casement.disk.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.bcd.BcdElement;
import dev.casement.disk.bcd.BcdStore;
import dev.casement.disk.image.DiskException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the bytes of a hive and its logs, they are read or refused with a {@link DiskException},
 * and what is read of them is no more than a few times their size.
 */
class DamagedHivesTest {
  /** One byte of the used part of a file becomes another. */
  record Change(int at, int value) {}

  /** Files in which everything that the readers read occurs; the logs belong to the first. */
  private static final List<byte[]> HIVES = List.of(hive(5, 6), hive(3, 9), store());

  private static final byte[] DIRTY = dirty(hive(5, 3));
  private static final List<byte[]> LOGS =
      List.of(
          LogBuilder.newer(DIRTY, 7).entry(7, DIRTY, hive(5, 6)).build(),
          LogBuilder.older(8, DIRTY, hive(5, 6)));

  private static byte[] dirty(byte[] hive) {
    hive[4] = 8;
    return HiveBuilder.seal(hive);
  }

  private static byte[] hive(int minorVersion, int width) {
    HiveBuilder builder = new HiveBuilder(minorVersion);
    fill(builder, builder.root, width, 2);
    return builder.build();
  }

  private static void fill(HiveBuilder builder, int key, int width, int depth) {
    builder.values(
        key,
        builder.value("", HiveBuilder.SZ, HiveBuilder.text("text")),
        builder.value("number", HiveBuilder.DWORD, HiveBuilder.dword(7)),
        builder.value("list", 7, HiveBuilder.text("one\0two\0")),
        builder.value("big", HiveBuilder.BINARY, new byte[depth == 2 ? 17_000 : 9]));
    if (depth > 0) {
      int[] keys = new int[width];
      for (int i = 0; i < width; i++) {
        keys[i] = builder.key(key, "Key" + i);
        fill(builder, keys[i], width, depth - 1);
      }
      builder.subkeys(key, List.of("lf", "lh", "ri", "li").get(key / 8 % 4), keys);
    }
  }

  /** A store with a virtual disk in a file on a partition. */
  private static byte[] store() {
    HiveBuilder builder = new HiveBuilder(3);
    int objects = builder.key(builder.root, "Objects");
    builder.subkeys(builder.root, "lf", objects);
    int object = builder.key(objects, "{" + BcdStore.BOOT_MANAGER + "}");
    builder.subkeys(objects, "lf", object);
    int elements = builder.key(object, "Elements");
    builder.subkeys(object, "lf", elements);
    int device = builder.key(elements, "11000001");
    builder.values(device, builder.value("Element", HiveBuilder.BINARY, device()));
    int text = builder.key(elements, "12000002");
    builder.values(text, builder.value("Element", HiveBuilder.SZ, HiveBuilder.text("\\x")));
    return builder.subkeys(elements, "lf", device, text).build();
  }

  private static byte[] device() {
    ByteBuffer all = ByteBuffer.allocate(218).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    all.putInt(16, 8).putInt(24, 202).putInt(36, 0x1200_0002).putInt(40, 30);
    all.putInt(46 + 8, 172).putInt(62, 6);
    all.putInt(86 + 8, 132).putInt(102, 5).putInt(106, 1).putInt(110, 112).putInt(114, 5);
    all.putInt(118, 6).putInt(118 + 8, 72).putInt(134 + 20, 1);
    return all.array();
  }

  @Example
  void soundFilesAreReadWhole() {
    for (byte[] hive : HIVES) {
      HiveTest.readAll(Hive.open(new MemorySource("hive", hive), List.of()));
    }
    for (byte[] log : LOGS) {
      Hive hive = Hive.open(new MemorySource("hive", DIRTY), List.of(new MemorySource("log", log)));
      assertThat(hive.recovery().state()).isEqualTo(Recovery.State.REPLAYED);
      HiveTest.readAll(hive);
    }
    Hive store = Hive.open(new MemorySource("hive", HIVES.get(2)), List.of());
    assertThat(
            BcdStore.in(store)
                .flatMap(BcdStore::bootManager)
                .flatMap(object -> object.element(BcdElement.APPLICATION_DEVICE))
                .flatMap(BcdElement::device)
                .toString())
        .contains("Locate[element=301989890", "Vhd[", "File[", "MbrPartition[");
  }

  @Property(tries = 1000)
  void changedHivesAreReadOrRefused(
      @ForAll("hives") int hive, @ForAll("changes") List<Change> changes) {
    assertReadOrRefused(changed(HIVES.get(hive), changes));
  }

  @Property(tries = 200)
  void truncatedHivesAreReadOrRefused(@ForAll("hives") int hive, @ForAll("positions") int length) {
    byte[] whole = HIVES.get(hive);
    assertReadOrRefused(Arrays.copyOf(whole, length % whole.length));
  }

  @Property(tries = 300)
  void changedLogsAreReadOrRefused(
      @ForAll boolean old, @ForAll("changes") List<Change> changes, @ForAll boolean cut) {
    byte[] log = changed(LOGS.get(old ? 1 : 0), changes);
    assertReadOrRefused(DIRTY, cut ? Arrays.copyOf(log, log.length / 2) : log);
  }

  private static byte[] changed(byte[] file, List<Change> changes) {
    byte[] bytes = file.clone();
    for (Change change : changes) {
      bytes[change.at % bytes.length] = (byte) change.value;
    }
    return HiveBuilder.seal(bytes);
  }

  private static void assertReadOrRefused(byte[] hive, byte[]... logs) {
    List<Counted> sources = new ArrayList<>();
    sources.add(new Counted(new MemorySource("hive", hive)));
    Arrays.stream(logs).forEach(log -> sources.add(new Counted(new MemorySource("log", log))));
    try {
      Hive read = Hive.open(sources.getFirst(), List.copyOf(sources.subList(1, sources.size())));
      HiveTest.readAll(read);
      BcdStore.in(read)
          .ifPresent(
              store -> {
                assertThat(store.defaultLoader()).isNotNull();
                store.objects().forEach(object -> object.elements().forEach(BcdElement::device));
              });
    } catch (DiskException e) {
      assertThat(e.what()).containsAnyOf("hive", "log");
    }
    long size = sources.stream().mapToLong(Counted::size).sum();
    assertThat(sources.stream().mapToLong(source -> source.bytes).sum())
        .isLessThan(8 * size + 100_000);
  }

  /** A source that counts what is read of it. */
  private static final class Counted implements ByteSource {
    private final MemorySource source;
    private long bytes;

    private Counted(MemorySource source) {
      this.source = source;
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public long size() {
      return source.size();
    }

    @Override
    public int read(long position, ByteBuffer to) {
      bytes += to.remaining();
      return source.read(position, to);
    }
  }

  @Provide
  Arbitrary<Integer> hives() {
    return Arbitraries.integers().between(0, HIVES.size() - 1);
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 600),
        Arbitraries.integers().between(4096, 6000),
        Arbitraries.integers().between(0, 1 << 20));
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            positions(),
            Arbitraries.oneOf(
                Arbitraries.of(0, 1, 0x7f, 0x80, 0xff), Arbitraries.integers().between(0, 255)))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
