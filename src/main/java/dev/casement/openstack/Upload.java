package dev.casement.openstack;

import dev.casement.report.BuildException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings one file into the store and makes sure that it is there as it is here.
 *
 * <p>A cut upload is tried again, on the same image where Glance has put that back to {@code
 * queued}, on a new one else. Whatever goes wrong, no image is left that is not {@code active}; if
 * even that cannot be done, the user is told which one.
 */
final class Upload {
  /** An upload of which nothing has moved for so long is stuck. */
  private static final Duration STALL = Duration.ofMinutes(3);

  /** What Glance may need once it has everything: a store may copy it all once more. */
  private static final Duration SETTLE = Duration.ofMinutes(30);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int MOST_TRIES = 4;

  private final Glance glance;
  private final Keystone keystone;
  private final PublishListener listener;
  private final Path file;
  private final long size;
  private final String sha512;
  private String way = "file";

  Upload(Glance glance, Keystone keystone, PublishListener listener, PublishOrder order) {
    this.glance = glance;
    this.keystone = keystone;
    this.listener = listener;
    this.file = order.file();
    this.size = order.size();
    this.sha512 = order.sha512();
  }

  /** Creates the image and fills it; it is {@code active} and compared when this returns. */
  StoredImage run(NewImage image) {
    StoredImage created = glance.create(image);
    try {
      for (int attempt = 1; ; attempt++) {
        Optional<StoredImage> done = attempt(created, attempt);
        if (done.isPresent()) {
          requireSame(done.get());
          return done.get();
        }
        created = usable(created, image);
      }
    } catch (RuntimeException e) {
      cleanUp(created, e);
      throw e;
    }
  }

  /** One try; empty when another one may do better. */
  private Optional<StoredImage> attempt(StoredImage image, int attempt) {
    ImageData data = new ImageData(file, size);
    Session session = keystone.session();
    Answer answer;
    try {
      answer = send(glance.dataRequest(session, image.id(), way, data.publisher()), data);
    } catch (IOException e) {
      return afterBreak(image, attempt, data, e);
    }
    if (answer.isSuccess()) {
      return Optional.of(settled(image));
    }
    if (answer.status() == 401 && attempt < MOST_TRIES) {
      keystone.renew(session);
      return Optional.empty();
    }
    if (isWayClosed(answer) && glance.importMethods().contains("glance-direct")) {
      way = "stage";
      return Optional.empty();
    }
    boolean passing = Web.isPassing(answer) || answer.status() == 409;
    if (passing && attempt < MOST_TRIES) {
      return again(attempt, Optional.of(answer), "Glance answered HTTP " + answer.status());
    }
    throw Refusals.of("take the data of the image", answer);
  }

  private Optional<StoredImage> afterBreak(
      StoredImage image, int attempt, ImageData data, IOException e) {
    Optional<StoredImage> now = glance.show(image.id());
    if (now.isPresent() && now.get().isActive()) {
      // Only the answer was lost.
      return now;
    }
    if (attempt >= MOST_TRIES) {
      throw Troubles.of(
          "the upload broke "
              + attempt
              + " times, last after "
              + mebibytes(data.sent())
              + ": "
              + e.getMessage(),
          "check the network and Glance, then run the same command again",
          e);
    }
    return again(attempt, Optional.empty(), "the upload broke: " + e.getMessage());
  }

  /** A cloud may allow data by interoperable import only. */
  private boolean isWayClosed(Answer answer) {
    return way.equals("file") && (answer.status() == 403 || answer.status() == 405);
  }

  private Optional<StoredImage> again(int attempt, Optional<Answer> answer, String why) {
    Duration pause = glance.web().pauseBefore(attempt, answer);
    listener.warn(why + "; trying again in " + pause.toSeconds() + " s");
    Web.pause(pause);
    return Optional.empty();
  }

  private StoredImage settled(StoredImage image) {
    if (way.equals("stage")) {
      glance.importStaged(image.id());
    }
    return active(image.id());
  }

  /** Waits until Glance has the image ready. */
  private StoredImage active(String id) {
    long looks = SETTLE.dividedBy(LOOK);
    for (long look = 0; look < looks; look++) {
      StoredImage now =
          glance
              .show(id)
              .orElseThrow(
                  () -> Troubles.of("image " + id + " was deleted meanwhile", "publish again"));
      switch (now.status()) {
        case "active" -> {
          return now;
        }
        case "killed", "deleted", "pending_delete", "deactivated" ->
            throw Troubles.of(
                "image " + id + " became " + now.status(), "ask who runs the cloud for its log");
        default -> {}
      }
      if (now.property("os_glance_failed_import").filter(failed -> !failed.isEmpty()).isPresent()) {
        throw Troubles.of(
            "Glance could not import image " + id, "ask who runs the cloud for its log");
      }
      listener.progress(OptionalInt.of(100), "waiting for Glance, which is " + now.status());
      Web.pause(LOOK);
    }
    throw Troubles.of(
        "image " + id + " was not active after " + SETTLE.toMinutes() + " minutes",
        "ask who runs the cloud for its log");
  }

  /** The same image when it takes data again, else a new one in its place. */
  private StoredImage usable(StoredImage image, NewImage wanted) {
    Optional<StoredImage> now = glance.show(image.id());
    if (now.isPresent() && now.get().status().equals("queued")) {
      return now.get();
    }
    glance.delete(image.id());
    return glance.create(wanted);
  }

  /**
   * Compares what Glance holds with what was built. Glance digests what comes in, so the file is
   * not digested here as well, unless there is something amiss.
   */
  private void requireSame(StoredImage image) {
    boolean digested = image.hashAlgorithm().equals("sha512");
    if (image.size() == size && digested && image.hash().equals(sha512)) {
      return;
    }
    if (!ImageData.sha512(file).equals(sha512)) {
      throw Troubles.of(
          file + " is not what its manifest says, or changed while it was read",
          "compare its SHA-512 with manifest.json, and build again");
    }
    if (image.size() != size || digested) {
      throw Troubles.of(
          "what Glance holds is not what was sent: "
              + image.size()
              + " bytes, "
              + image.hashAlgorithm()
              + " "
              + image.hash(),
          "publish again; if it stays, check what stands between here and Glance");
    }
    listener.warn(
        "this cloud digests images by \""
            + image.hashAlgorithm()
            + "\", not SHA-512: only the size was compared");
  }

  private Answer send(HttpRequest request, ImageData data) throws IOException {
    CompletableFuture<Answer> answer = glance.web().sendInBackground(request);
    Watch watch = new Watch(data);
    try {
      while (true) {
        try {
          return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          watch.look();
        }
      }
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw Web.stopped();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (IOException e) {
      answer.cancel(true);
      throw e;
    }
  }

  /** Sees how far the data is, and whether it still moves. */
  private final class Watch {
    private final ImageData data;
    private final long begun = System.nanoTime();
    private long lastSent;
    private long lastMoved = begun;

    Watch(ImageData data) {
      this.data = data;
    }

    void look() throws IOException {
      long now = System.nanoTime();
      long sent = data.sent();
      if (sent != lastSent) {
        lastSent = sent;
        lastMoved = now;
      }
      Duration still = Duration.ofNanos(now - lastMoved);
      if (still.compareTo(data.isSent() ? SETTLE : STALL) > 0) {
        throw new IOException("nothing moved for " + still.toMinutes() + " minutes");
      }
      double seconds = (now - begun) / 1e9;
      listener.progress(
          OptionalInt.of((int) (sent * 100 / Math.max(1, size))), state(sent, seconds));
    }

    private String state(long sent, double seconds) {
      double rate = sent / seconds;
      long left = rate < 1 ? 0 : Math.round((size - sent) / rate);
      return data.isSent()
          ? "sent, waiting for Glance"
          : mebibytes(sent)
              + " of "
              + mebibytes(size)
              + ", "
              + mebibytes(Math.round(rate))
              + "/s, "
              + left
              + " s left";
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  private void cleanUp(StoredImage image, RuntimeException failure) {
    // An interrupt would cut the clean-up short.
    boolean interrupted = Thread.interrupted();
    try {
      glance.delete(image.id());
    } catch (BuildException e) {
      failure.addSuppressed(e);
      listener.warn(
          "image "
              + image.id()
              + " could not be removed ("
              + e.what()
              + "): openstack image delete "
              + image.id());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
