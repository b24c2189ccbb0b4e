package dev.casement.disk.registry;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.registry.Recovery.State;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A hive's header and hive bins after its logs were replayed, as Windows does when it loads a hive
 * (regf, "Dirty state of a hive" and "Multiple transaction log files").
 *
 * @param base the header to use: the hive's, or a log's if the hive's is damaged
 */
record LogReplay(BaseBlock base, long binsSize, ReplayedPages pages, Recovery recovery) {
  /** Where a hive repeats the time of the last write. */
  private static final long TIME_IN_FIRST_BIN = BaseBlock.SIZE + 20L;

  /**
   * Replays the logs that fit the hive.
   *
   * @param logs LOG1 and LOG2 in this order, those that exist
   */
  static LogReplay over(ByteSource hive, BaseBlock base, List<ByteSource> logs) {
    if (!base.dirty()) {
      return unchanged(base, State.CLEAN);
    }
    List<NewLog> newLogs =
        logs.stream()
            .flatMap(log -> header(log).flatMap(it -> NewLog.open(log, it)).stream())
            .sorted(Comparator.comparingLong(NewLog::firstSequence))
            .toList();
    if (!newLogs.isEmpty()) {
      return base.sound() ? inOrder(base, newLogs) : latest(newLogs);
    }
    return applicable(hive, base, logs)
        .map(log -> old(base, log))
        .orElseGet(() -> unchanged(base, State.NOT_REPLAYED));
  }

  private static Optional<BaseBlock> header(ByteSource log) {
    try {
      return log.size() == 0 ? Optional.empty() : Optional.of(BaseBlock.read(log));
    } catch (DiskException unusable) {
      return Optional.empty();
    }
  }

  private static LogReplay unchanged(BaseBlock base, State state) {
    Recovery recovery = new Recovery(state, 0, 0, base.primarySequence());
    return new LogReplay(base, base.binsSize(), new ReplayedPages(), recovery);
  }

  /** Each log continues where the one before it ends; where one does not, recovery stops. */
  private static LogReplay inOrder(BaseBlock base, List<NewLog> logs) {
    ReplayedPages pages = new ReplayedPages();
    Optional<NewLog> last = Optional.empty();
    for (NewLog log : logs) {
      boolean follows =
          last.isPresent()
              ? log.firstSequence() == last.get().last().sequence() + 1
              : log.firstSequence() >= base.secondarySequence();
      if (follows) {
        log.apply(pages);
        last = Optional.of(log);
      }
    }
    return last.map(log -> replayed(base, log.last(), pages))
        .orElseGet(() -> unchanged(base, State.NOT_REPLAYED));
  }

  /** A hive with a damaged header is repaired from the log with the latest entry alone. */
  private static LogReplay latest(List<NewLog> logs) {
    NewLog log =
        logs.stream()
            .max(Comparator.comparingLong(candidate -> candidate.last().sequence()))
            .orElseThrow();
    ReplayedPages pages = new ReplayedPages();
    log.apply(pages);
    return replayed(log.base(), log.last(), pages);
  }

  private static LogReplay replayed(BaseBlock base, NewLog.Entry last, ReplayedPages pages) {
    Recovery recovery = new Recovery(State.REPLAYED, pages.pages(), pages.bytes(), last.sequence());
    return new LogReplay(base, last.binsSize(), pages, recovery);
  }

  /** The log of the old format that Windows would take: the first if it fits, else the second. */
  private static Optional<OldLog> applicable(
      ByteSource hive, BaseBlock base, List<ByteSource> logs) {
    long written = base.sound() ? base.written() : timeInFirstBin(hive);
    return logs.stream()
        .flatMap(log -> header(log).flatMap(it -> OldLog.open(log, it)).stream())
        .filter(log -> log.base().written() == written)
        .findFirst();
  }

  private static long timeInFirstBin(ByteSource hive) {
    return Fields.read(hive, TIME_IN_FIRST_BIN, Long.BYTES, LITTLE_ENDIAN, "the first bin")
        .bits64(0);
  }

  private static LogReplay old(BaseBlock base, OldLog log) {
    ReplayedPages pages = new ReplayedPages();
    log.apply(pages);
    BaseBlock header = base.sound() ? base : log.base();
    Recovery recovery =
        new Recovery(State.REPLAYED, pages.pages(), pages.bytes(), log.base().primarySequence());
    return new LogReplay(header, log.base().binsSize(), pages, recovery);
  }
}
