package dev.casement.disk.registry;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A key of a hive with its subkeys and values, which are read on demand. */
public final class RegistryKey {
  // Offsets of regf, "Key node".
  private static final int FIXED = 76;
  private static final int NARROW_NAME = 0x20;
  private static final int PREDEFINED_HANDLE = 0x40;

  /** The smallest key node: with its cell's size and a name of one letter. */
  private static final int SMALLEST = 80;

  /** Seconds from 1601, where FILETIME begins, to 1970. */
  private static final long EPOCH = 11_644_473_600L;

  private static final long TICKS = 10_000_000;

  private final Bins bins;
  private final long offset;
  private final Fields node;
  private final String name;

  private RegistryKey(Bins bins, long offset, Fields node) {
    this.bins = bins;
    this.offset = offset;
    this.node = node;
    this.name = node.text(FIXED, node.u16(72), Names.charset((node.u16(2) & NARROW_NAME) != 0));
  }

  static RegistryKey read(Bins bins, long offset) {
    Fields fixed = bins.cell(offset, FIXED);
    if (!fixed.has(0, "nk")) {
      throw bins.damaged(offset, "no key");
    }
    return new RegistryKey(bins, offset, bins.cell(offset, FIXED + fixed.u16(72)));
  }

  public String name() {
    return name;
  }

  /** When the key or a value of it was last changed. */
  public Instant lastWritten() {
    long ticks = node.bits64(4);
    return Instant.ofEpochSecond(
        Math.floorDiv(ticks, TICKS) - EPOCH, Math.floorMod(ticks, TICKS) * 100);
  }

  public int subkeyCount() {
    long count = node.u32(20);
    if (count > bins.size() / SMALLEST) {
      throw node.damaged(20, "a key with " + count + " subkeys");
    }
    return (int) count;
  }

  /**
   * The subkeys, in the order of their names.
   *
   * @throws DiskException here or while the stream is used
   */
  public Stream<RegistryKey> subkeys() {
    int count = subkeyCount();
    long[] offsets = count == 0 ? new long[0] : SubkeyList.all(bins, node.u32(28), count);
    return Arrays.stream(offsets).mapToObj(this::child);
  }

  /** The subkey of this name, without regard to case. */
  public Optional<RegistryKey> subkey(String wanted) {
    int count = subkeyCount();
    if (count == 0) {
      return Optional.empty();
    }
    for (long candidate : SubkeyList.candidates(bins, node.u32(28), count, wanted)) {
      RegistryKey key = child(candidate);
      if (Names.equal(key.name, wanted)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** The key at a path below this one, such as {@code Services\viostor}, without regard to case. */
  public Optional<RegistryKey> find(String path) {
    Optional<RegistryKey> key = Optional.of(this);
    for (String part : path.split("\\\\", -1)) {
      key = part.isEmpty() ? key : key.flatMap(parent -> parent.subkey(part));
    }
    return key;
  }

  public int valueCount() {
    if ((node.u16(2) & PREDEFINED_HANDLE) != 0) {
      return 0;
    }
    long count = node.u32(36);
    if (count > bins.size() / 4) {
      throw node.damaged(36, "a key with " + count + " values");
    }
    return (int) count;
  }

  /**
   * The values, in no particular order; the default value has no name.
   *
   * @throws DiskException here or while the stream is used
   */
  public Stream<RegistryValue> values() {
    int count = valueCount();
    if (count == 0) {
      return Stream.empty();
    }
    bins.claim(node.u32(40), offset);
    Fields list = bins.cell(node.u32(40), 4 * count);
    return IntStream.range(0, count).mapToObj(i -> RegistryValue.read(bins, list.u32(4 * i)));
  }

  /** The value of this name, without regard to case; the default value's name is empty. */
  public Optional<RegistryValue> value(String wanted) {
    return values().filter(value -> Names.equal(value.name(), wanted)).findFirst();
  }

  /** The text of a value, if there is one and it is text. */
  public Optional<String> text(String value) {
    return value(value).flatMap(RegistryValue::text);
  }

  /** The number of a value, if there is one and it is a number. */
  public OptionalLong number(String value) {
    return value(value).map(RegistryValue::number).orElse(OptionalLong.empty());
  }

  /** A subkey must name its parent, as Windows checks, too; this rules out cycles. */
  private RegistryKey child(long at) {
    RegistryKey key = read(bins, at);
    if (at == bins.root() || key.node.u32(16) != offset) {
      throw key.node.damaged(16, "a key that is listed by another than its parent");
    }
    return key;
  }
}
