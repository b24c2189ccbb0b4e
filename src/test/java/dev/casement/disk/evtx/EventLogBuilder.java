package dev.casement.disk.evtx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes event logs as Windows does, but for checksums and what no reader needs: names and
 * templates are shared within a chunk, and an event's own data is a document within its values.
 * python-evtx reads them, too.
 */
public final class EventLogBuilder {
  /** An event; its texts are one array. */
  public record Entry(long record, int level, String provider, int id, List<String> data) {}

  static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant EPOCH = Instant.parse("1601-01-01T00:00:00Z");

  private static final int STRING = 0x01;
  private static final int BYTE = 0x04;
  private static final int SHORT = 0x06;
  private static final int LONG = 0x0a;
  private static final int BINARY = 0x0e;
  private static final int FILETIME = 0x11;
  private static final int XML = 0x21;
  private static final int STRINGS = 0x81;

  private final ByteBuffer chunk =
      ByteBuffer.allocate(EventLog.CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Integer> names = new HashMap<>();
  private int eventTemplate;
  private int dataTemplate;

  private EventLogBuilder() {}

  /** A value of a template. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Field(int type, byte[] bytes) {}

  /** A file of these chunks. */
  public static byte[] log(byte[]... chunks) {
    ByteBuffer header = ByteBuffer.allocate(EventLog.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put("ElfFile\0".getBytes(US_ASCII));
    header.putLong(16, chunks.length - 1);
    header.putInt(32, 128).putShort(36, (short) 1).putShort(38, (short) 3);
    header.putShort(40, (short) EventLog.HEADER).putShort(42, (short) chunks.length);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header.array());
    for (byte[] chunk : chunks) {
      file.writeBytes(chunk);
    }
    return file.toByteArray();
  }

  /** A chunk of these events, whose numbers should be consecutive. */
  public static byte[] chunk(List<Entry> entries) {
    EventLogBuilder builder = new EventLogBuilder();
    builder.chunk.position(EventLog.CHUNK_HEADER);
    entries.forEach(builder::event);
    int end = builder.chunk.position();
    builder.chunk.put(0, "ElfChnk\0".getBytes(US_ASCII));
    long first = entries.getFirst().record();
    long last = entries.getLast().record();
    builder.chunk.putLong(8, first).putLong(16, last).putLong(24, first).putLong(32, last);
    builder.chunk.putInt(40, 128).putInt(48, end);
    return builder.chunk.array();
  }

  private void event(Entry entry) {
    int start = chunk.position();
    chunk.put("**\0\0".getBytes(US_ASCII)).putInt(0).putLong(entry.record()).putLong(filetime());
    fragment();
    chunk.put((byte) 0x0c).put((byte) 1).putInt(1);
    boolean isNew = eventTemplate == 0;
    eventTemplate = isNew ? chunk.position() + 4 : eventTemplate;
    chunk.putInt(eventTemplate);
    if (isNew) {
      define(this::eventElements);
    }
    int values =
        values(
            List.of(
                new Field(BYTE, new byte[] {(byte) entry.level()}),
                new Field(SHORT, bytes(2, entry.id())),
                new Field(SHORT, bytes(2, 49_152)),
                new Field(FILETIME, bytes(8, filetime())),
                new Field(LONG, bytes(8, entry.record())),
                new Field(STRING, entry.provider().getBytes(UTF_16LE)),
                new Field(XML, new byte[0])));
    int before = chunk.position();
    data(entry.data());
    // Names are shared by position, so this value is written where it stays.
    chunk.putShort(values + 4 * 6, (short) (chunk.position() - before));
    chunk.put((byte) 0);
    int length = chunk.position() + 4 - start;
    chunk.putInt(length).putInt(start + 4, length);
  }

  private void eventElements() {
    open("Event", true);
    attribute("xmlns");
    text("http://schemas.microsoft.com/win/2004/08/events/event");
    chunk.put((byte) 0x02);
    open("System", false);
    chunk.put((byte) 0x02);
    open("Provider", true);
    attribute("Name");
    substitution(5, STRING);
    chunk.put((byte) 0x03);
    open("EventID", true);
    attribute("Qualifiers");
    substitution(2, SHORT);
    chunk.put((byte) 0x02);
    substitution(1, SHORT);
    chunk.put((byte) 0x04);
    element("Level", 0, BYTE);
    open("TimeCreated", true);
    attribute("SystemTime");
    substitution(3, FILETIME);
    chunk.put((byte) 0x03);
    element("EventRecordID", 4, LONG);
    chunk.put((byte) 0x04);
    substitution(6, XML);
    chunk.put((byte) 0x04);
  }

  private void data(List<String> texts) {
    fragment();
    chunk.put((byte) 0x0c).put((byte) 1).putInt(2);
    boolean isNew = dataTemplate == 0;
    dataTemplate = isNew ? chunk.position() + 4 : dataTemplate;
    chunk.putInt(dataTemplate);
    if (isNew) {
      define(this::dataElements);
    }
    String all = String.join("\0", texts) + "\0";
    values(
        List.of(
            new Field(STRINGS, all.getBytes(UTF_16LE)),
            new Field(BINARY, new byte[] {1, 2, (byte) 0xfe})));
    chunk.put((byte) 0);
  }

  private void dataElements() {
    open("EventData", false);
    chunk.put((byte) 0x02);
    element("Data", 0, STRINGS);
    element("Binary", 1, BINARY);
    chunk.put((byte) 0x04);
  }

  private void define(Runnable elements) {
    int start = chunk.position();
    chunk.position(start + 24);
    fragment();
    elements.run();
    chunk.put((byte) 0);
    chunk.putInt(start + 20, chunk.position() - start - 24);
  }

  /** The array of values; returns where their sizes and types are. */
  private int values(List<Field> fields) {
    chunk.putInt(fields.size());
    int sizes = chunk.position();
    fields.forEach(
        field -> chunk.putShort((short) field.bytes.length).putShort((short) field.type));
    fields.forEach(field -> chunk.put(field.bytes));
    return sizes;
  }

  private void fragment() {
    chunk.put(new byte[] {0x0f, 1, 1, 0});
  }

  private void element(String name, int value, int type) {
    open(name, false);
    chunk.put((byte) 0x02);
    substitution(value, type);
    chunk.put((byte) 0x04);
  }

  private void open(String name, boolean attributes) {
    chunk.put((byte) (attributes ? 0x41 : 0x01)).putShort((short) -1).putInt(0);
    name(name);
    if (attributes) {
      chunk.putInt(0);
    }
  }

  private void attribute(String name) {
    chunk.put((byte) 0x06);
    name(name);
  }

  private void text(String text) {
    chunk.put((byte) 0x05).put((byte) 1).putShort((short) text.length());
    chunk.put(text.getBytes(UTF_16LE));
  }

  private void substitution(int value, int type) {
    chunk.put((byte) 0x0e).putShort((short) value).put((byte) type);
  }

  private void name(String name) {
    Integer known = names.get(name);
    if (known != null) {
      chunk.putInt(known);
      return;
    }
    names.put(name, chunk.position() + 4);
    chunk.putInt(chunk.position() + 4);
    chunk.putInt(0).putShort((short) 0).putShort((short) name.length());
    chunk.put(name.getBytes(UTF_16LE)).putShort((short) 0);
  }

  private static long filetime() {
    return Duration.between(EPOCH, TIME).toSeconds() * 10_000_000;
  }

  private static byte[] bytes(int length, long number) {
    ByteBuffer all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
    return java.util.Arrays.copyOf(all.array(), length);
  }
}
