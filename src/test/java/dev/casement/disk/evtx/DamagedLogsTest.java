package dev.casement.disk.evtx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.evtx.EventLogBuilder.Entry;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.registry.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes of a log, it is read or refused with a {@link DiskException}. */
class DamagedLogsTest {
  private static final int MOST = 50;
  private static final byte[] CHUNK =
      EventLogBuilder.chunk(
          LongStream.range(1, 60)
              .mapToObj(record -> new Entry(record, 2, "disk", 7, List.of("a", "b" + record)))
              .toList());

  /** A byte becomes another. */
  record Change(int at, int value) {}

  @Property(tries = 2000)
  void changedBytesAreReadOrRefused(@ForAll("changes") List<Change> changes) {
    byte[] log = EventLogBuilder.log(CHUNK);
    changes.forEach(change -> log[change.at] = (byte) change.value);
    readOrRefuse(log);
  }

  @Property(tries = 200)
  void truncatedLogsAreReadOrRefused(@ForAll("lengths") int length) {
    readOrRefuse(Arrays.copyOf(EventLogBuilder.log(CHUNK), length));
  }

  @Property(tries = 500)
  void randomChunksAreReadOrRefused(@ForAll("tokens") byte[] tokens) {
    byte[] log = EventLogBuilder.log(CHUNK);
    System.arraycopy(tokens, 0, log, EventLog.HEADER + EventLog.CHUNK_HEADER + 24, tokens.length);
    readOrRefuse(log);
  }

  private static void readOrRefuse(byte[] log) {
    try {
      List<Event> events = EventLog.errors(new MemorySource("the log", log), MOST);
      assertThat(events).hasSizeLessThanOrEqualTo(MOST);
      assertThat(events).allSatisfy(event -> assertThat(event.line()).doesNotContain("\n"));
    } catch (DiskException e) {
      assertThat(e.what()).contains("the log");
    }
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.integers().between(0, EventLog.HEADER + EventLog.CHUNK);
  }

  /** Most are where the first event describes what all others share. */
  @Provide
  Arbitrary<List<Change>> changes() {
    int start = EventLog.HEADER + EventLog.CHUNK_HEADER;
    Arbitrary<Integer> places =
        Arbitraries.oneOf(
            Arbitraries.integers().between(start, start + 1200),
            Arbitraries.integers().between(0, start + 20_000));
    Arbitrary<Integer> values =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 2, 0x0c, 0x0e, 0x21, 0x7f, 0x80, 0xff),
            Arbitraries.integers().between(0, 255));
    return Combinators.combine(places, values).as(Change::new).list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  Arbitrary<byte[]> tokens() {
    return Arbitraries.integers()
        .between(0, 20)
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(4000);
  }

  /**
   * Each of 900 events in each of 320 chunks has a template that contains itself again and again,
   * and long names each time: 10^14 bytes in all, which would take a day.
   */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void eventsThatGrowWithoutEndCostLittle() {
    byte[][] chunks = new byte[320][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = growing(1 + 1000L * i);
    }
    byte[] log = EventLogBuilder.log(chunks);

    assertThat(EventLog.errors(new MemorySource("the log", log), MOST)).isEmpty();
  }

  private static byte[] growing(long first) {
    ByteBuffer chunk = ByteBuffer.allocate(EventLog.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    chunk.put(0, "ElfChnk\0".getBytes(US_ASCII)).putLong(24, first);
    int name = 41_000;
    chunk.putShort(name + 6, (short) 12_000);
    int definition = 40_000;
    chunk.position(definition + 24);
    for (int i = 0; i < 20; i++) {
      chunk.put((byte) 0x06).putInt(name);
    }
    for (int i = 0; i < 20; i++) {
      instance(chunk, definition);
    }
    chunk.putInt(definition + 20, chunk.position() - definition - 24);
    chunk.position(EventLog.CHUNK_HEADER);
    for (long record = first; record < first + 900; record++) {
      chunk.put("**\0\0".getBytes(US_ASCII)).putInt(43).putLong(record).putLong(0);
      instance(chunk, definition);
      chunk.put((byte) 0).putInt(43);
    }
    return chunk.array();
  }

  /** A template without values. */
  private static void instance(ByteBuffer chunk, int definition) {
    chunk.put((byte) 0x0c).put((byte) 1).putInt(1).putInt(definition).putInt(0);
  }
}
