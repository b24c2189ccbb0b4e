package dev.casement.disk.registry;

import static dev.casement.disk.registry.HiveBuilder.BINARY;
import static dev.casement.disk.registry.HiveBuilder.DWORD;
import static dev.casement.disk.registry.HiveBuilder.SZ;
import static dev.casement.disk.registry.HiveBuilder.dword;
import static dev.casement.disk.registry.HiveBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.image.DiskException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HiveTest {
  private final HiveBuilder builder = new HiveBuilder(5);

  @ParameterizedTest
  @ValueSource(strings = {"li", "lf", "lh", "ri"})
  void findsKeysInEveryKindOfList(String kind) {
    int[] keys =
        Stream.of("Abc", "Abcd", "Abcde", "Zürich", "\u0416abc")
            .mapToInt(name -> builder.key(builder.root, name))
            .toArray();
    builder.subkeys(builder.root, kind, keys);
    builder.subkeys(keys[2], kind, builder.key(keys[2], "Deep"));

    Hive hive = open(builder);

    assertThat(hive.root().subkeys().map(RegistryKey::name))
        .containsExactly("Abc", "Abcd", "Abcde", "Zürich", "\u0416abc");
    for (String path : List.of("abc", "ABCD", "aBcDe", "ZÜRICH", "\u0436ABC", "abcde\\DEEP")) {
      assertThat(hive.find(path)).as(path).isPresent();
    }
    assertThat(hive.find("\\Abcde\\Deep\\").orElseThrow().name()).isEqualTo("Deep");
    for (String path : List.of("Ab", "Abcdef", "Zurich", "Abc\\Deep")) {
      assertThat(hive.find(path)).as(path).isEmpty();
    }
  }

  @Test
  void readsValuesByType() {
    builder.values(
        builder.root,
        builder.value("", SZ, text("the default")),
        builder.value("Expand", 2, text("%SystemRoot%\\x")),
        builder.value("Unended", SZ, "ab".getBytes(StandardCharsets.UTF_16LE)),
        builder.value("Ended", SZ, text("ab\0cd")),
        builder.value("Multi", 7, text("one\0two\0")),
        builder.value("Dword", DWORD, dword(-2)),
        builder.value("Big", 5, new byte[] {0, 0, 1, 2}),
        builder.value("Qword", 11, new byte[] {1, 0, 0, 0, 0, 0, 0, 0x40}),
        builder.value("Short", DWORD, new byte[] {1}),
        builder.value("\u0416", BINARY, new byte[] {1, 2, 3, 4, 5}),
        builder.value("Property", 0xffff_0012, new byte[0]));
    RegistryKey root = open(builder).root();

    assertThat(root.valueCount()).isEqualTo(11);
    assertThat(root.text("")).hasValue("the default");
    assertThat(root.text("EXPAND")).hasValue("%SystemRoot%\\x");
    assertThat(root.text("Unended")).hasValue("ab");
    assertThat(root.text("Ended")).hasValue("ab");
    assertThat(root.value("multi").orElseThrow().texts()).hasValue(List.of("one", "two"));
    assertThat(root.number("dword")).hasValue(0xffff_fffeL);
    assertThat(root.number("Big")).hasValue(0x102);
    assertThat(root.number("Qword")).hasValue(0x4000_0000_0000_0001L);
    assertThat(root.number("Short")).isEmpty();
    assertThat(root.number("")).isEmpty();
    assertThat(root.text("Dword")).isEmpty();
    assertThat(root.value("Dword").orElseThrow().texts()).isEmpty();
    assertThat(root.value("\u0436").orElseThrow().bytes()).containsExactly(1, 2, 3, 4, 5);
    RegistryValue property = root.value("Property").orElseThrow();
    assertThat(property.type()).isEqualTo(ValueType.OTHER);
    assertThat(property.typeCode()).isEqualTo(0xffff_0012L);
    assertThat(property.bytes()).isEmpty();
    assertThat(root.value("none")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void readsDataOfAnySize(int minorVersion) {
    HiveBuilder sizes = new HiveBuilder(minorVersion);
    int[] lengths = {0, 4, 5, 16_344, 16_345, 32_688, 100_000};
    int[] values = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      values[i] = sizes.value("v" + lengths[i], BINARY, pattern(lengths[i]));
    }
    sizes.values(sizes.root, values);
    RegistryKey root = open(sizes).root();

    for (int length : lengths) {
      assertThat(root.value("v" + length).orElseThrow().bytes()).isEqualTo(pattern(length));
    }
  }

  @Test
  void tellsWhenAKeyWasWritten() {
    // 2026-11-28T17:00:00.5Z as a FILETIME.
    long ticks =
        (Instant.parse("2026-11-28T17:00:00Z").getEpochSecond() + 11_644_473_600L) * 10_000_000
            + 5_000_000;
    builder.set(builder.root, 4, (int) ticks).set(builder.root, 8, (int) (ticks >>> 32));

    assertThat(open(builder).root().lastWritten())
        .isEqualTo(Instant.parse("2026-11-28T17:00:00.5Z"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusesWhatNoWindowsWrites(String what, HiveBuilder hostile) {
    assertThatThrownBy(() -> readAll(open(hostile)))
        .isInstanceOf(DiskException.class)
        .hasMessageContaining("test.hive is damaged at offset")
        .hasMessageContaining(what);
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        hostile("a key that is listed by another", (b, key) -> b.subkeys(key, "lh", b.root)),
        hostile("a key that is listed by another", (b, key) -> b.subkeys(key, "lf", key)),
        hostile(
            "that has a subkey twice",
            (b, key) -> {
              int child = b.key(key, "child");
              b.subkeys(key, "li", child, child);
            }),
        hostile(
            "no list of subkeys",
            (b, key) -> {
              int inner = b.index(b.key(key, "a"));
              b.subkeys(key, "ri", b.key(key, "b")).set(key, 28, b.leaf("ri", inner));
            }),
        hostile(
            "a list of 1 subkeys for a key that has 2",
            (b, key) -> b.subkeys(key, "lh", b.key(key, "a")).set(key, 20, 2)),
        hostile(
            "a list of 2 subkeys for a key that has 1",
            (b, key) -> b.subkeys(key, "lh", b.key(key, "a"), b.key(key, "b")).set(key, 20, 1)),
        hostile("a key with 4294967295 subkeys", (b, key) -> b.set(key, 20, -1)),
        hostile("a key with 4294967295 values", (b, key) -> b.set(key, 36, -1)),
        hostile("no cell can be there", (b, key) -> b.set(key, 36, 1)),
        hostile("a cell that is not allocated", (b, key) -> b.set(key, -4, 96)),
        hostile("a cell of 1073741824 bytes", (b, key) -> b.set(key, -4, -(1 << 30))),
        hostile("a cell of 84 bytes", (b, key) -> b.set(key, -4, -84)),
        hostile("a structure of 65611 bytes", (b, key) -> b.set(key, 72, 0xffff)),
        hostile(
            "no key", (b, key) -> b.subkeys(key, "li", b.value("v".repeat(99), SZ, new byte[0]))),
        hostile("no value", (b, key) -> b.values(key, key)),
        hostile(
            "a cell that is used twice",
            (b, key) -> {
              int list = b.cell(dword(b.value("v", SZ, new byte[0])));
              b.set(b.root, 36, 1).set(b.root, 40, list).set(key, 36, 1).set(key, 40, list);
            }),
        hostile(
            "a cell that is used twice",
            (b, key) -> {
              int data = b.cell(pattern(2000));
              b.values(key, sized(b, 2000, data), sized(b, 2000, data));
            }),
        hostile(
            "a value of 2147483647 bytes",
            (b, key) -> b.values(key, sized(b, Integer.MAX_VALUE, 32))),
        hostile(
            "1073741824 bytes of data where", (b, key) -> b.values(key, sized(b, 0xc000_0000, 32))),
        hostile(
            "a structure of 5000 bytes in a cell of",
            (b, key) -> b.values(key, b.value("pad", BINARY, pattern(9000)), sized(b, 5000, key))),
        hostile(
            "2 segments for a value of 40000 bytes",
            (b, key) -> {
              int big = b.value("big", BINARY, pattern(30_000));
              b.values(key, big, b.value("pad", BINARY, pattern(16_000))).set(big, 4, 40_000);
            }));
  }

  private interface Change {
    void make(HiveBuilder builder, int key);
  }

  private static Arguments hostile(String what, Change change) {
    HiveBuilder hostile = new HiveBuilder(5);
    int key = hostile.key(hostile.root, "Key");
    hostile.subkeys(hostile.root, "lh", key);
    change.make(hostile, key);
    return Arguments.of(what, hostile);
  }

  private static int sized(HiveBuilder builder, int size, int data) {
    int value = builder.value("sized", BINARY, new byte[0]);
    builder.set(value, 4, size).set(value, 8, data);
    return value;
  }

  @Test
  void refusesWhatIsNoHive() {
    assertThatThrownBy(() -> open(new byte[600])).hasMessageContaining("not a registry hive");
    assertThatThrownBy(() -> open(new byte[100])).isInstanceOf(DiskException.class);
    byte[] cut = java.util.Arrays.copyOf(builder.build(), 5000);
    assertThatThrownBy(() -> open(cut))
        .hasMessageContaining("offset 5000: the file ends before its 8192 bytes");
    byte[] flipped = builder.build();
    flipped[36] = 0x40;
    assertThatThrownBy(() -> open(flipped)).hasMessageContaining("checksum is wrong");
    byte[] old = builder.build();
    old[24] = 2;
    assertThatThrownBy(() -> open(HiveBuilder.seal(old)))
        .hasMessageContaining("it is a hive of version 1.2");
    byte[] log = builder.build();
    log[28] = 1;
    assertThatThrownBy(() -> open(HiveBuilder.seal(log))).hasMessageContaining("the log of a hive");
    byte[] huge = builder.build();
    huge[43] = (byte) 0xff;
    assertThatThrownBy(() -> open(HiveBuilder.seal(huge))).hasMessageContaining("hive bins of ");
  }

  static void readAll(Hive hive) {
    hive.walk(
        key -> {
          assertThat(key.lastWritten()).isNotNull();
          assertThat(key.subkey(key.name().toLowerCase(Locale.ROOT))).isNotNull();
          key.values().forEach(HiveTest::readWhole);
        });
  }

  private static void readWhole(RegistryValue value) {
    assertThat(value.bytes().length).isNotNegative();
    assertThat(value.text()).isNotNull();
    assertThat(value.texts()).isNotNull();
    assertThat(value.number()).isNotNull();
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  private static Hive open(HiveBuilder builder) {
    return open(builder.build());
  }

  private static Hive open(byte[] hive) {
    return Hive.open(new MemorySource("test.hive", hive), List.of());
  }
}
