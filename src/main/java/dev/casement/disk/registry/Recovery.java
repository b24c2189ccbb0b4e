package dev.casement.disk.registry;

/**
 * How a hive that Windows had not finished writing was recovered.
 *
 * @param pages how many pages came from logs, including those that a later one replaced
 * @param bytes how many bytes these pages have
 * @param sequence the sequence number of the hive
 */
public record Recovery(State state, int pages, long bytes, long sequence) {
  /** Whether the hive needed its logs, and whether they could be used. */
  public enum State {
    /** Windows had finished writing; logs are ignored. */
    CLEAN,
    /** Windows had not finished, and the logs were replayed. */
    REPLAYED,
    /** Windows had not finished, and no log fits: the hive may contain half of a change. */
    NOT_REPLAYED
  }
}
