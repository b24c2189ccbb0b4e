package dev.casement.disk.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.ntfs.Artefacts;
import dev.casement.disk.registry.Recovery.State;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hives and logs that Windows itself wrote hold what is known of them. */
@Tag(Artefacts.TAG)
final class WindowsHivesTest {
  @Test
  void readsACleanHiveOfWindows7() {
    Hive hive = open("windows-7-SYSTEM");

    assertThat(hive.recovery().state()).isEqualTo(State.CLEAN);
    assertThat(hive.root().subkeys().map(RegistryKey::name))
        .contains("ControlSet001", "ControlSet002", "Select", "Setup");
    RegistryKey select = hive.find("Select").orElseThrow();
    assertThat(select.number("Current")).hasValue(1);
    assertThat(select.number("LastKnownGood")).hasValue(2);
    assertThat(hive.find("Setup").orElseThrow().number("SetupType")).hasValue(0);
    assertThat(subkeys(hive, "controlset001\\SERVICES")).isEqualTo(467);
    assertThat(hive.find("DriverDatabase")).isEmpty();
    assertThat(Count.of(hive)).isEqualTo(new Count(30_756, 73_456, 4_633_361));
  }

  @Test
  void readsADirtyHiveOfWindows10AsItIsWithoutItsLogs() {
    Hive hive = open("windows-10-dirty-SYSTEM");

    assertThat(hive.recovery()).isEqualTo(new Recovery(State.NOT_REPLAYED, 0, 0, 1622));
    assertThat(subkeys(hive, "DriverDatabase\\DriverPackages")).isEqualTo(222);
    assertThat(subkeys(hive, "ControlSet001\\Services")).isEqualTo(655);
  }

  @Test
  void replaysTheLogsOfADirtyHiveOfWindows10() {
    Hive hive =
        open(
            "windows-10-dirty-SYSTEM",
            "windows-10-dirty-SYSTEM.LOG1",
            "windows-10-dirty-SYSTEM.LOG2");

    assertThat(hive.recovery()).isEqualTo(new Recovery(State.REPLAYED, 315, 2_674_688, 2130));
    // hivexml counts the same keys and values in the replayed hive.
    Set<String> before = paths(open("windows-10-dirty-SYSTEM"));
    Set<String> after = paths(hive);
    // By the set itself: AssertJ compares each with each.
    assertThat(after.containsAll(before)).isTrue();
    assertThat(after).hasSize(before.size() + 2_472);
    assertThat(Count.of(hive)).isEqualTo(new Count(35_595, 78_901, 4_409_637));
  }

  @Test
  void replaysNewLogsAsWindows10Does() {
    Hive hive = open("NewDirtyHive", "NewDirtyHive.LOG1", "NewDirtyHive.LOG2");

    assertThat(hive.recovery()).isEqualTo(new Recovery(State.REPLAYED, 4, 49_152, 5));
    assertThat(hive.size()).isEqualTo(20_480);
    assertThat(differences(hive, "RecoveredHive_Windows10")).isEmpty();
  }

  @Test
  void replaysAnOldLogAsWindows7Does() {
    Hive hive = open("OldDirtyHive", "OldDirtyHive.LOG1");

    assertThat(hive.recovery()).isEqualTo(new Recovery(State.REPLAYED, 64, 32_768, 5));
    assertThat(hive.size()).isEqualTo(487_424);
    // Windows wrote the hive again afterwards: the time in the first bin is later, and the length
    // of the longest value name of the key 4500 was put right. The log has neither.
    assertThat(differences(hive, "RecoveredHive_Windows7"))
        .containsExactly(20, 21, 22, 23, 24, 437_704);
    assertThat(hive.find("key_with_many_subkeys\\5000\\find_me_in_log")).isPresent();
    assertThat(open("OldDirtyHive").find("key_with_many_subkeys\\5000\\find_me_in_log")).isEmpty();
  }

  @Test
  void readsBigData() {
    RegistryKey key = open("BigDataHive").find("key_with_bigdata").orElseThrow();

    assertThat(bytes(key, "").equals("1".repeat(16_345))).isTrue();
    assertThat(bytes(key, "v").equals("2".repeat(81_725))).isTrue();
  }

  @Test
  void readsListsOfLists() {
    RegistryKey key = open("ManySubkeysHive").find("key_with_many_subkeys").orElseThrow();

    assertThat(key.subkeyCount()).isEqualTo(5_000);
    assertThat(key.subkeys().map(RegistryKey::name).distinct()).hasSize(5_000);
    for (int i = 1; i <= 5_000; i += 499) {
      assertThat(key.subkey(Integer.toString(i))).as("subkey %d", i).isPresent();
    }
  }

  private static Hive open(String name, String... logs) {
    List<ByteSource> sources = Arrays.stream(logs).<ByteSource>map(log -> source(log)).toList();
    return Hive.open(source(name), sources);
  }

  private static ByteSource source(String name) {
    return new MemorySource(name, Artefacts.unpacked("hives/" + name + ".xz"));
  }

  private static int subkeys(Hive hive, String path) {
    return hive.find(path).orElseThrow().subkeyCount();
  }

  /** Where the replayed hive bins are not what Windows made of them. */
  private static List<Integer> differences(Hive hive, String recovered) {
    byte[] expected = Artefacts.unpacked("hives/" + recovered + ".xz");
    byte[] bins = new byte[(int) hive.size()];
    hive.read(0, bins);
    return IntStream.range(0, bins.length)
        .filter(i -> bins[i] != expected[BaseBlock.SIZE + i])
        .boxed()
        .toList();
  }

  private static String bytes(RegistryKey key, String value) {
    return new String(key.value(value).orElseThrow().bytes(), StandardCharsets.ISO_8859_1);
  }

  private static Set<String> paths(Hive hive) {
    Set<String> paths = new HashSet<>();
    collect(hive.root(), "", paths);
    return paths;
  }

  private static void collect(RegistryKey key, String path, Set<String> paths) {
    key.subkeys()
        .forEach(
            subkey -> {
              paths.add(path + "\\" + subkey.name());
              collect(subkey, path + "\\" + subkey.name(), paths);
            });
  }

  /** How much there is below the root, each key's subkeys and values read. */
  record Count(int keys, int values, long bytes) {
    static Count of(Hive hive) {
      int[] keys = {0};
      int[] values = {0};
      long[] bytes = {0};
      hive.walk(
          key -> {
            keys[0]++;
            key.values()
                .forEach(
                    value -> {
                      values[0]++;
                      bytes[0] += value.bytes().length;
                    });
          });
      return new Count(keys[0], values[0], bytes[0]);
    }
  }
}
