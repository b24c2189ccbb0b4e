package dev.casement.disk.evtx;

/**
 * What reading a log may still cost. Events share names and templates, so a small log can describe
 * more than anybody has time for.
 */
final class Work {
  /** A log of 20 MiB, the default size, takes a fifth of it. */
  private static final long MOST = 300_000_000L;

  private static final int PER_TOKEN = 16;

  private long left = MOST;

  /** Counts a token, and the bytes that belong to it. */
  boolean isAffordable(int bytes) {
    left = Math.max(0, left - PER_TOKEN - bytes);
    return left > 0;
  }
}
