package dev.casement.hypervisor.openstack;

import dev.casement.files.FileDigest;
import dev.casement.http.Body;
import dev.casement.http.Web;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.StoredImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Downloads the data of an image to a file, and compares them by their digest. A connection that
 * breaks is resumed where the store can do that, and begun again elsewhere.
 */
final class ImageDownload {
  private static final int MOST_TRIES = 5;
  private static final Duration STALL = Duration.ofMinutes(3);

  private final Glance glance;
  private final StoredImage image;
  private final CloudCalls calls;
  private int percent = -1;

  ImageDownload(Glance glance, StoredImage image, CloudCalls calls) {
    this.glance = glance;
    this.image = image;
    this.calls = calls;
  }

  /**
   * Downloads it.
   *
   * @param file exists
   * @throws IOException when the file cannot be written
   * @throws dev.casement.report.BuildException CLOUD when the data do not arrive, or others do
   */
  void to(Path file) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int attempt = 1; !receive(out, attempt); attempt++) {
        Web.pause(glance.web().pauseBefore(attempt - 1, Optional.empty()));
      }
    }
    boolean digested = image.hashAlgorithm().equals("sha512");
    if (digested && !image.hash().equals(FileDigest.sha512(file))) {
      throw CloudCalls.failure(
          "what was downloaded of image " + image.id() + " is not what the cloud stores",
          "build again; if this persists, check for a proxy or gateway in between");
    }
  }

  /** One try; false if another one may succeed. */
  private boolean receive(FileChannel out, int attempt) throws IOException {
    long have = out.position();
    try (Body body = glance.open(image.id(), have)) {
      if (body.status() == 200) {
        out.position(0).truncate(0);
      } else if (body.status() != 206 && have > 0) {
        // The store cannot serve a part.
        out.position(0).truncate(0);
        return false;
      } else if (body.status() >= 500 && attempt < MOST_TRIES) {
        return false;
      } else if (body.status() != 206) {
        throw broken("HTTP " + body.status(), attempt);
      }
      body.read(STALL, (piece, count) -> write(out, piece, count));
      return true;
    } catch (WriteFailure e) {
      throw e.io;
    } catch (IOException e) {
      if (attempt >= MOST_TRIES) {
        throw broken(glance.web().trouble(glance.address(), e), attempt);
      }
      calls.progress().warn("the download broke, trying again: " + e.getMessage());
      return false;
    }
  }

  /** That of this host, which another try does not mend. */
  private static final class WriteFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException io;

    WriteFailure(IOException io) {
      super(io);
      this.io = io;
    }
  }

  private void write(FileChannel out, byte[] piece, int count) throws IOException {
    try {
      for (ByteBuffer rest = ByteBuffer.wrap(piece, 0, count); rest.hasRemaining(); ) {
        out.write(rest);
      }
      int now = (int) (out.position() * 100 / Math.max(1, image.size()));
      if (now != percent) {
        percent = now;
        calls.progress().progress(OptionalInt.of(now), "downloading the disk");
      }
    } catch (IOException e) {
      throw new WriteFailure(e);
    }
  }

  private RuntimeException broken(String why, int attempt) {
    return CloudCalls.failure(
        "image " + image.id() + " cannot be downloaded (try " + attempt + "): " + why,
        "check the network and the image service, then build again: the disk is kept");
  }
}
