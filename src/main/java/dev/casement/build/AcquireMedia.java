package dev.casement.build;

import dev.casement.build.Recipe.Location.Download;
import dev.casement.build.Recipe.Location.LocalFile;
import dev.casement.build.Recipe.Sha256;
import dev.casement.build.Recipe.Source;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings the media to this host and makes sure that they are what the recipe or the lock file says.
 *
 * <p>Fails with {@link Failure#MEDIA} when a file is missing or has another digest, with {@link
 * Failure#NETWORK} when it cannot be downloaded.
 */
final class AcquireMedia implements Stage<Recipe, Media> {
  private final Duration limit;
  private final MediaLock lock;
  private final DigestCache digests;
  private final Downloads downloads;

  AcquireMedia(Duration limit, MediaLock lock, DigestCache digests, Downloads downloads) {
    this.limit = limit;
    this.lock = lock;
    this.digests = digests;
    this.downloads = downloads;
  }

  @Override
  public Duration limit() {
    return limit;
  }

  @Override
  public Media run(Recipe recipe, StageContext context) {
    return new Media(
        acquire("install", recipe.media().install(), context),
        recipe.media().drivers().map(source -> acquire("drivers", source, context)),
        recipe.media().cloudbaseInit().map(source -> acquire("cloudbaseInit", source, context)));
  }

  private Medium acquire(String role, Source source, StageContext context) {
    String origin = origin(source);
    Path path =
        switch (source.location()) {
          case LocalFile local -> existing(role, local.path());
          case Download download -> downloads.fetch(download.url(), context);
        };
    try {
      Sha256 actual = digests.sha256(path, context);
      check(role, source, origin, path, actual);
      Medium medium = new Medium(origin, path, Files.size(path), Optional.of(actual));
      lock.record(role, medium);
      return medium;
    } catch (IOException e) {
      context.checkOnTime();
      throw new BuildException(
          Failure.MEDIA,
          "media." + role + ": " + path + " cannot be read: " + e.getMessage(),
          "check the file and its permissions",
          e);
    }
  }

  private void check(String role, Source source, String origin, Path path, Sha256 actual) {
    if (source.sha256().isPresent()) {
      if (!source.sha256().get().equals(actual)) {
        throw wrongDigest(role, path, source.sha256().get(), actual, "the recipe says");
      }
      return;
    }
    Optional<Sha256> pinned = lock.pinned(role, origin);
    if (pinned.isPresent() && !pinned.get().equals(actual)) {
      throw wrongDigest(role, path, pinned.get(), actual, "casement.lock says");
    }
  }

  private static BuildException wrongDigest(
      String role, Path path, Sha256 expected, Sha256 actual, String whoSays) {
    return new BuildException(
        Failure.MEDIA,
        "media.%s: %s has SHA-256 %s, but %s %s%s"
            .formatted(role, path, actual, whoSays, expected, htmlHint(path)),
        whoSays.startsWith("casement.lock")
            ? "if the new file is meant, delete the entry \"" + role + "\" from casement.lock"
            : "get the file again, or correct the digest in the recipe");
  }

  /** Download pages saved under the name of what they link to are the commonest wrong ISO. */
  private static String htmlHint(Path path) {
    byte[] head = new byte[256];
    try (var in = Files.newInputStream(path)) {
      int length = in.readNBytes(head, 0, head.length);
      String text =
          new String(head, 0, length, StandardCharsets.ISO_8859_1)
              .stripLeading()
              .toLowerCase(Locale.ROOT);
      return text.startsWith("<!doctype html") || text.startsWith("<html")
          ? " (it is an HTML page, not the medium)"
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static Path existing(String role, Path path) {
    if (!Files.isRegularFile(path)) {
      throw new BuildException(
          Failure.MEDIA,
          "media." + role + ": there is no file " + path,
          "put the file there, or correct the path in the recipe");
    }
    return path;
  }

  private static String origin(Source source) {
    return switch (source.location()) {
      case LocalFile local -> local.path().toString();
      case Download download -> download.url().toString();
    };
  }
}
