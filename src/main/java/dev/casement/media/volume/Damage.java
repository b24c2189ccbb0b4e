package dev.casement.media.volume;

import dev.casement.bytes.ByteSource;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;

/** The failures for media that are damaged, truncated or not media at all. */
public final class Damage {
  private static final String GET_IT_AGAIN =
      "download it again and compare its checksum with the publisher's";

  private Damage() {}

  /**
   * Something at an offset violates the format.
   *
   * @param offset in bytes from the start of {@code source}
   * @param what a clause about it, such as {@code "the directory record has no name"}
   */
  public static BuildException at(ByteSource source, long offset, String what) {
    return new BuildException(
        Failure.MEDIA,
        source.name() + " is damaged at offset " + offset + ": " + what,
        GET_IT_AGAIN);
  }

  /** Something at an offset should end past the last byte. */
  public static BuildException cutShort(ByteSource source, long offset, long end, String what) {
    return new BuildException(
        Failure.MEDIA,
        source.name()
            + " is cut short: "
            + what
            + " at offset "
            + offset
            + " extends to "
            + end
            + ", but there are only "
            + source.size()
            + " bytes",
        GET_IT_AGAIN);
  }

  /** Something seems sound, but is of a kind that Casement does not read. */
  public static BuildException unsupported(ByteSource source, long offset, String what) {
    return new BuildException(
        Failure.MEDIA,
        source.name() + " cannot be read: " + what + " (at offset " + offset + ")",
        "use the publisher's own ISO, or write the files to a new one with xorriso -joliet on");
  }
}
