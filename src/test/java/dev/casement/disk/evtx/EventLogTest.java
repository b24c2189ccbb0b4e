package dev.casement.disk.evtx;

import static dev.casement.disk.evtx.EventLogBuilder.chunk;
import static dev.casement.disk.evtx.EventLogBuilder.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.evtx.EventLogBuilder.Entry;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.registry.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final int ERROR = 2;
  private static final int INFORMATION = 4;

  private static List<Event> errors(byte[] log) {
    return EventLog.errors(new MemorySource("System.evtx", log), 3);
  }

  /** Every third is an error. */
  private static List<Entry> entries(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(EventLogTest::entry).toList();
  }

  private static Entry entry(long record) {
    int level = record % 3 == 0 ? ERROR : INFORMATION;
    return new Entry(record, level, "disk", 7, List.of("\\Device\\Harddisk0\\DR0", "no " + record));
  }

  private static List<Long> records(byte[] log) {
    return errors(log).stream().map(Event::record).toList();
  }

  @Test
  void saysWhatAnEventSays() {
    Entry critical =
        new Entry(8, 1, "Microsoft-Windows-Kernel-Power", 41, List.of("0x7e", "", "a\nb"));

    List<Event> events = errors(log(chunk(List.of(entry(7), critical, entry(9), entry(10)))));

    assertThat(events).extracting(Event::record).containsExactly(8L, 9L);
    assertThat(events.getFirst())
        .isEqualTo(
            new Event(
                8,
                EventLogBuilder.TIME,
                "Microsoft-Windows-Kernel-Power",
                41,
                1,
                List.of("0x7e", "a\nb", "0102fe")));
    assertThat(events.getFirst().line())
        .isEqualTo("2026-01-02T03:04:05Z Microsoft-Windows-Kernel-Power 41: 0x7e; a b; 0102fe");
    // Its names and templates are those of an earlier event.
    assertThat(events.getLast().data())
        .containsExactly("\\Device\\Harddisk0\\DR0", "no 9", "0102fe");
  }

  /** The newest chunk is anywhere. */
  @Test
  void theLastOnesOfARing() {
    byte[] log = log(chunk(entries(21, 30)), chunk(entries(31, 40)), chunk(entries(11, 20)));

    assertThat(records(log)).containsExactly(33L, 36L, 39L);
    assertThat(records(log(chunk(entries(40, 41)), chunk(entries(30, 39)))))
        .containsExactly(33L, 36L, 39L);
  }

  /** A machine that was switched off has events that its chunk does not count. */
  @Test
  void alsoThoseOfALogThatWasNotClosed() {
    byte[] chunk = chunk(entries(20, 30));
    ByteBuffer header = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(16, 20).putLong(32, 20).putInt(48, 600);

    assertThat(records(log(chunk))).containsExactly(24L, 27L, 30L);
  }

  /** Behind the last event are those of the ring's last round. */
  @Test
  void noneThatWereOverwritten() {
    List<Entry> mixed = new ArrayList<>(entries(95, 97));
    mixed.addAll(entries(24, 36));

    assertThat(records(log(chunk(mixed)))).containsExactly(96L);
  }

  @Test
  void damagedEventsAndChunksAreLeftOut() {
    byte[] damaged = chunk(entries(31, 40));
    damaged[0] = 'x';
    byte[] chunk = chunk(entries(21, 30));
    int middle = indexOf(chunk, "no 27");
    // The number of values of the event, which has an error's level else.
    int start = middle;
    while (chunk[start] != '*' || chunk[start + 1] != '*') {
      start--;
    }
    chunk[start + 24] = 0x7f;

    assertThat(records(log(damaged, chunk, new byte[EventLog.CHUNK])))
        .containsExactly(21L, 24L, 30L);
  }

  private static int indexOf(byte[] in, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_16LE);
    int at = 0;
    while (!Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }

  @Test
  void anEmptyLogHasNone() {
    assertThat(records(log())).isEmpty();
    assertThat(records(log(new byte[EventLog.CHUNK]))).isEmpty();
  }

  @Test
  void whatIsNoEventLogIsRefused() {
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> errors(new byte[8192]))
        .withMessage("System.evtx cannot be read: it is not an event log");
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> errors(new byte[100]))
        .withMessageContaining("System.evtx is damaged");
  }
}
