package dev.casement.disk.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hives that hivex wrote are read as hivex was told to write them. */
final class HivexTest {
  private static final List<String> LETTERS = List.of("a", "B", "z", " ", "-", "{1}", "Q9");

  @TempDir Path directory;

  /** A key: values as hivexsh writes them, and subkeys. */
  private record Key(Map<String, String> values, Map<String, Key> subkeys) {
    private Key() {
      this(
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void readsWhatHivexWrites(long seed) throws IOException {
    Key tree = random(new Random(seed), 3);
    Path file = directory.resolve("hive");
    Files.write(file, new HiveBuilder(5).build());
    List<String> commands = new ArrayList<>();
    write(tree, commands);
    commands.add("commit");
    Path script = Files.write(directory.resolve("commands"), commands);
    Program.run("hivexsh", "-w", "-f", script.toString(), file.toString());

    Hive hive = Hive.open(new MemorySource("hive", Files.readAllBytes(file)), List.of());

    assertSame(hive.root(), tree);
  }

  private static Key random(Random random, int depth) {
    Key key = new Key();
    for (int i = random.nextInt(6); i > 0; i--) {
      key.values.put(
          name(random),
          switch (random.nextInt(4)) {
            case 0 -> "string:" + name(random);
            case 1 -> "expandstring:%" + name(random) + "%";
            case 2 -> "dword:" + random.nextInt(Integer.MAX_VALUE);
            default -> qword(random.nextLong());
          });
    }
    for (int i = depth == 0 ? 0 : random.nextInt(9); i > 0; i--) {
      key.subkeys.put(name(random), random(random, depth - 1));
    }
    return key;
  }

  /** As bytes: hivexsh keeps only half of what it is told as a qword. */
  private static String qword(long number) {
    String digits =
        HexFormat.ofDelimiter(",")
            .formatHex(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    return "hex:11:" + digits;
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder("n");
    for (int i = random.nextInt(7); i > 0; i--) {
      name.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return name.append(random.nextInt(100)).toString();
  }

  private static void write(Key key, List<String> commands) {
    commands.add("setval " + key.values.size());
    key.values.forEach(
        (name, value) -> {
          commands.add(name);
          commands.add(value);
        });
    key.subkeys.forEach(
        (name, subkey) -> {
          commands.add("add " + name);
          commands.add("cd " + name);
          write(subkey, commands);
          commands.add("cd ..");
        });
  }

  private static void assertSame(RegistryKey key, Key expected) {
    assertThat(key.values().map(RegistryValue::name))
        .containsExactlyInAnyOrderElementsOf(expected.values.keySet());
    expected.values.forEach((name, text) -> assertThat(written(key, name)).isEqualTo(text));
    assertThat(key.subkeys().map(RegistryKey::name))
        .containsExactlyInAnyOrderElementsOf(expected.subkeys.keySet());
    expected.subkeys.forEach(
        (name, subkey) ->
            assertSame(key.subkey(name.toUpperCase(java.util.Locale.ROOT)).orElseThrow(), subkey));
  }

  /** A value as hivexsh would be told to write it. */
  private static String written(RegistryKey key, String name) {
    RegistryValue value = key.value(name).orElseThrow();
    return switch (value.type()) {
      case STRING -> "string:" + value.text().orElseThrow();
      case EXPAND_STRING -> "expandstring:" + value.text().orElseThrow();
      case DWORD -> "dword:" + value.number().orElseThrow();
      case QWORD -> qword(value.number().orElseThrow());
      case NONE,
          BINARY,
          DWORD_BIG_ENDIAN,
          LINK,
          MULTI_STRING,
          RESOURCE_LIST,
          FULL_RESOURCE_DESCRIPTOR,
          RESOURCE_REQUIREMENTS_LIST,
          OTHER ->
          "another type";
    };
  }
}
