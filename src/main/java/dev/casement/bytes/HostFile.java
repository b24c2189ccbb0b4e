package dev.casement.bytes;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of the host that is open for reading. */
public final class HostFile implements OpenSource {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private HostFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws BuildException MEDIA if it does not exist or is a directory, HOST if it cannot be read
   */
  public static HostFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new BuildException(Failure.MEDIA, path + " is a directory", "name the file itself");
    }
    try {
      FileChannel channel = FileChannel.open(path);
      try {
        return new HostFile(path, channel, channel.size());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new BuildException(Failure.MEDIA, path + " does not exist", "check the path", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer to) {
    int start = to.position();
    try {
      while (to.hasRemaining()) {
        int count = channel.read(to, position + (to.position() - start));
        if (count < 0) {
          break;
        }
      }
    } catch (ClosedByInterruptException e) {
      throw new BuildException(
          Failure.CANCELLED, "cancelled while reading " + path, "run the same command again", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    int count = to.position() - start;
    return count == 0 && position >= size ? -1 : count;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static BuildException unreadable(Path path, IOException e) {
    return new BuildException(
        Failure.HOST,
        "cannot read " + path + ": " + e,
        "check that you have permission to read it and that its disk is healthy",
        e);
  }
}
