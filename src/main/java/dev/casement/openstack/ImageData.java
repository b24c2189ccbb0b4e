package dev.casement.openstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file on its way: read once from front to back in small pieces, digested and counted meanwhile.
 *
 * <p>Of one use: a second try takes another one.
 */
final class ImageData {
  private final Path file;
  private final long size;
  private final AtomicLong sent = new AtomicLong();
  private final MessageDigest digest;

  ImageData(Path file, long size) {
    this.file = file;
    this.size = size;
    try {
      this.digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }

  /** A body of known length: without one, it would be sent in chunks, which some fronts refuse. */
  BodyPublisher publisher() {
    return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), size);
  }

  long sent() {
    return sent.get();
  }

  boolean isSent() {
    return sent.get() >= size;
  }

  /** SHA-512 of what was sent, in hexadecimal; once all is. */
  String sha512() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private InputStream open() {
    try {
      return new Counted(Files.newInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts and digests what is read. */
  private final class Counted extends InputStream {
    private final InputStream in;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (count > 0) {
        digest.update(buffer, offset, count);
        sent.addAndGet(count);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
