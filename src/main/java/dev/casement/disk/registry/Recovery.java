package dev.casement.disk.registry;

/**
 * What was done about a hive that Windows had not finished writing.
 *
 * @param pages how many pages came from logs, those that a later one replaced included
 * @param bytes how many bytes these pages have
 * @param sequence the sequence number the hive is at
 */
public record Recovery(State state, int pages, long bytes, long sequence) {
  /** Whether the hive needed its logs, and whether they were of use. */
  public enum State {
    /** Windows had finished writing: logs are not looked at. */
    CLEAN,
    /** Windows had not finished, and the logs had what was missing. */
    REPLAYED,
    /** Windows had not finished, and no log fits: what the hive says may be half of a change. */
    NOT_REPLAYED
  }
}
