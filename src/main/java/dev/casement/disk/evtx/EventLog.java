package dev.casement.disk.evtx;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** An event log file; damaged chunks and events are left out. */
public final class EventLog {
  static final int HEADER = 4096;
  static final int CHUNK = 1 << 16;
  static final int CHUNK_HEADER = 512;
  static final int EVENT_HEADER = 24;

  /** In 256 MiB; by default the log of the system has at most 320. */
  private static final int MOST_CHUNKS = 4096;

  private static final int ERROR = 2;

  private final ByteSource file;
  private final Work work = new Work();

  private EventLog(ByteSource file) {
    this.file = file;
  }

  /**
   * The last errors and critical events, the oldest first.
   *
   * @param most how many at most
   * @throws DiskException if it is not an event log
   */
  public static List<Event> errors(ByteSource file, int most) {
    if (!fields(file, 0, 128, "the header").has(0, "ElfFile\0")) {
      throw DiskException.unsupported(file.name(), "it is not an event log");
    }
    return new EventLog(file).last(most);
  }

  private static Fields fields(ByteSource file, long position, int length, String what) {
    return Fields.read(file, position, length, ByteOrder.LITTLE_ENDIAN, what);
  }

  /** The chunks are a ring: the newest may be anywhere. */
  private List<Event> last(int most) {
    List<Start> starts =
        LongStream.range(0, Math.min(MOST_CHUNKS, (file.size() - HEADER) / CHUNK))
            .map(number -> HEADER + number * CHUNK)
            .mapToObj(position -> new Start(position, firstRecord(position)))
            .sorted(Comparator.comparingLong(Start::record).reversed())
            .toList();
    List<Event> found = new ArrayList<>();
    for (Start start : starts) {
      if (found.size() < most) {
        found.addAll(inChunk(start.position));
      }
    }
    found.sort(Comparator.comparingLong(Event::record));
    return List.copyOf(found.subList(Math.max(0, found.size() - most), found.size()));
  }

  /** Where a chunk begins, and the number of its first event. */
  private record Start(long position, long record) {}

  private long firstRecord(long position) {
    Fields header = fields(file, position, CHUNK_HEADER, "the header of a chunk");
    return header.has(0, "ElfChnk\0") ? header.bits64(24) : -1;
  }

  /**
   * Goes by the numbers of the events: in a log that was not closed, the chunk's header does not
   * count the last ones, and behind them are those of the ring's last round.
   */
  private List<Event> inChunk(long position) {
    List<Event> errors = new ArrayList<>();
    Fields chunk = fields(file, position, CHUNK, "a chunk");
    long record = chunk.bits64(24);
    int at = CHUNK_HEADER;
    while (chunk.has(0, "ElfChnk\0")
        && at <= CHUNK - EVENT_HEADER
        && chunk.has(at, "**\0\0")
        && chunk.bits64(at + 8) == record
        && chunk.u32(at + 4) > EVENT_HEADER
        && chunk.u32(at + 4) <= CHUNK - at) {
      int length = (int) chunk.u32(at + 4);
      add(chunk, at, length, errors);
      at += length;
      record++;
    }
    return errors;
  }

  private void add(Fields chunk, int at, int length, List<Event> errors) {
    try {
      Event event = new BinaryXml(chunk, work).read(at, length);
      if (event.level() > 0 && event.level() <= ERROR) {
        errors.add(event);
      }
    } catch (DiskException e) {
      // The others may be sound.
    }
  }
}
