package dev.casement.disk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.registry.Recovery.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Windows does with a hive's logs, by the cases of its specification. */
final class LogReplayTest {
  private static final byte[] ONE = hive(1);
  private static final byte[] TWO = hive(2);
  private static final byte[] THREE = hive(40);
  private static final byte[] DIRTY = sequences(ONE, 8, 7);

  /** A hive whose root has as many keys, of 5000 bytes each. */
  private static byte[] hive(int keys) {
    HiveBuilder builder = new HiveBuilder(5);
    int[] all = new int[keys];
    for (int i = 0; i < keys; i++) {
      all[i] = builder.key(builder.root, "Key" + i);
      byte[] data = new byte[5000];
      builder.values(all[i], builder.value("data", HiveBuilder.BINARY, data));
    }
    return builder.subkeys(builder.root, "lh", all).build();
  }

  private static byte[] sequences(byte[] hive, int primary, int secondary) {
    byte[] changed = hive.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(4, primary).putInt(8, secondary);
    return HiveBuilder.seal(changed);
  }

  private static byte[] newLog(int sequence, byte[] from, byte[] to) {
    return LogBuilder.newer(from, sequence).entry(sequence, from, to).build();
  }

  private static Hive open(byte[] hive, byte[]... logs) {
    List<ByteSource> sources =
        Arrays.stream(logs).<ByteSource>map(log -> new MemorySource("log", log)).toList();
    return Hive.open(new MemorySource("hive", hive), sources);
  }

  private static void assertIs(Hive hive, byte[] expected, long sequence) {
    assertThat(hive.recovery().state()).isEqualTo(State.REPLAYED);
    assertThat(hive.recovery().sequence()).isEqualTo(sequence);
    byte[] bins = new byte[(int) hive.size()];
    hive.read(0, bins);
    assertThat(Arrays.mismatch(bins, Arrays.copyOfRange(expected, 4096, expected.length)))
        .isEqualTo(-1);
    HiveTest.readAll(hive);
  }

  private static void assertNotReplayed(Hive hive) {
    assertThat(hive.recovery().state()).isEqualTo(State.NOT_REPLAYED);
    assertThat(hive.root().subkeyCount()).isEqualTo(1);
  }

  @Test
  void leavesACleanHiveAlone() {
    Hive hive = open(ONE, newLog(7, ONE, TWO));

    assertThat(hive.recovery()).isEqualTo(new Recovery(State.CLEAN, 0, 0, 7));
    assertThat(hive.root().subkeyCount()).isEqualTo(1);
  }

  @Test
  void appliesEntriesOneAfterTheOtherAndLetsTheHiveGrow() {
    byte[] log = LogBuilder.newer(ONE, 7).entry(7, ONE, TWO).entry(8, TWO, THREE).build();

    assertIs(open(DIRTY, log), THREE, 8);
    assertIs(open(DIRTY, new byte[0], log), THREE, 8);
  }

  @Test
  void takesTheLogWithTheEarlierEntriesFirst() {
    byte[] earlier = newLog(7, ONE, TWO);
    byte[] later = newLog(8, TWO, THREE);

    assertIs(open(DIRTY, earlier, later), THREE, 8);
    assertIs(open(DIRTY, later, earlier), THREE, 8);
  }

  @Test
  void stopsAtAGapOrADamagedEntry() {
    assertIs(open(DIRTY, newLog(7, ONE, TWO), newLog(9, TWO, THREE)), TWO, 7);
    byte[] gap = LogBuilder.newer(ONE, 7).entry(7, ONE, TWO).entry(9, TWO, THREE).build();
    assertIs(open(DIRTY, gap), TWO, 7);
    byte[] whole = LogBuilder.newer(ONE, 7).entry(7, ONE, TWO).entry(8, TWO, THREE).build();
    byte[] cut = Arrays.copyOf(whole, whole.length - 512);
    assertIs(open(DIRTY, cut), TWO, 7);
    for (int at : new int[] {whole.length - 600, newLog(7, ONE, TWO).length + 20}) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      assertIs(open(DIRTY, flipped), TWO, 7);
    }
  }

  @Test
  void doesNotTakeEntriesThatTheHiveHasAlready() {
    assertNotReplayed(open(DIRTY, newLog(6, ONE, TWO)));
    assertNotReplayed(open(DIRTY));
    assertNotReplayed(open(DIRTY, new byte[0], new byte[300], new byte[2000]));
  }

  @Test
  void repairsADamagedHeaderFromTheLogWithTheLatestEntries() {
    byte[] damaged = DIRTY.clone();
    damaged[508] ^= 1;
    byte[] all = LogBuilder.newer(ONE, 8).entry(8, ONE, THREE).build();

    assertIs(open(damaged, newLog(7, ONE, TWO), all), THREE, 8);
    assertThatThrownBy(() -> open(damaged)).isInstanceOf(DiskException.class);
  }

  @Test
  void appliesALogOfTheOldFormat() {
    byte[] log = LogBuilder.older(8, ONE, THREE);

    assertIs(open(DIRTY, log), THREE, 8);
    assertIs(open(DIRTY, new byte[0], log), THREE, 8);
    byte[] damaged = DIRTY.clone();
    damaged[508] ^= 1;
    assertIs(open(damaged, log), THREE, 8);
  }

  @Test
  void doesNotApplyAnOldLogThatIsCutOrOfAnotherTime() {
    byte[] log = LogBuilder.older(8, ONE, TWO);

    assertNotReplayed(open(DIRTY, Arrays.copyOf(log, log.length - 1)));
    byte[] otherTime = log.clone();
    otherTime[12] = 1;
    assertNotReplayed(open(DIRTY, HiveBuilder.seal(otherTime)));
    assertIs(open(DIRTY, otherTime, log), TWO, 8);
    byte[] unfinished = log.clone();
    unfinished[8] = 7;
    assertNotReplayed(open(DIRTY, HiveBuilder.seal(unfinished)));
  }

  @Test
  void readsALargeLogWhereItLies() {
    byte[] log = newLog(7, ONE, THREE);
    ReplayedPages pages = new ReplayedPages();
    MemorySource source = new MemorySource("log", log);
    NewLog.open(source, BaseBlock.read(source)).orElseThrow().apply(pages);

    assertThat(pages.bytes()).isEqualTo(THREE.length - 4096);
    assertThat(pages.pages()).isEqualTo((THREE.length - 4096) / 4096);
  }
}
