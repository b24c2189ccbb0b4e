package dev.casement.pipeline.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that builds have left on this host.
 *
 * @param name unique among those of its kind
 * @param size in bytes
 * @param made when it was made, or last changed
 * @param used when a build last used it
 * @param series those of which only the newest may be wanted; empty if it is in no series
 * @param needs the names of those of its kind without which it is of no use
 */
public record Stored(
    Kind kind,
    String name,
    Path path,
    long size,
    Instant made,
    Instant used,
    State state,
    Optional<String> series,
    List<String> needs) {
  public Stored {
    needs = List.copyOf(needs);
  }

  /** What it is. */
  public enum Kind {
    CHECKPOINT("checkpoint", true),
    DOWNLOAD("download", true),
    REHEARSAL_MEDIA("rehearsal media", true),
    BUILD("build", false),
    SCRIPT("script", false),
    EVIDENCE("evidence", false);

    private final String words;
    private final boolean cache;

    Kind(String words, boolean cache) {
      this.words = words;
      this.cache = cache;
    }

    /** Whether builds make it again when it is missing. */
    public boolean isCache() {
      return cache;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Who uses it. */
  public enum State {
    /** A running build. */
    IN_USE("in use"),
    /** Nobody, but it was kept to be examined. */
    FAILED("failed"),
    /** Nobody. */
    FREE("");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  static Stored plain(Kind kind, Path path, Size size, State state) {
    return new Stored(
        kind,
        String.valueOf(path.getFileName()),
        path,
        size.bytes(),
        size.changed(),
        size.read(),
        state,
        Optional.empty(),
        List.of());
  }

  boolean needs(Stored other) {
    return kind == other.kind && needs.contains(other.name);
  }
}
