package dev.casement.pipeline.acquire;

import dev.casement.media.FileTree;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.MediaSources;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Downloads media where needed, and checks them against the recipe and the lock file.
 *
 * <p>Fails with {@link Failure#MEDIA} when a file is missing or has another digest, with {@link
 * Failure#NETWORK} when it cannot be downloaded.
 */
public final class AcquireMedia implements Stage<Recipe, Media> {
  private final Duration limit;
  private final MediaLock lock;
  private final DigestCache digests;
  private final Downloads downloads;
  private final MediaCatalogue catalogue;

  public AcquireMedia(
      Duration limit,
      MediaLock lock,
      DigestCache digests,
      Downloads downloads,
      MediaCatalogue catalogue) {
    this.limit = limit;
    this.lock = lock;
    this.digests = digests;
    this.downloads = downloads;
    this.catalogue = catalogue;
  }

  @Override
  public Limit limit() {
    return Limit.of("limits.acquire", limit);
  }

  public String summary() {
    return "find or download the media, check their SHA-256";
  }

  @Override
  public Media run(Recipe recipe, StageContext context) {
    Recipe.Media media = recipe.media();
    requireLocalFiles(media);
    requireLicences(media);
    return new Media(
        acquire(media.start().key(), media.start().source(), context),
        media.drivers().map(drivers -> acquire("drivers", drivers.source(), context)),
        media.cloudbaseInit().map(source -> acquire("cloudbaseInit", source, context)),
        acquire("moreDrivers", media.moreDrivers(), context),
        acquire("features", media.features(), context));
  }

  private List<Medium> acquire(String role, List<Source> sources, StageContext context) {
    List<Medium> acquired = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      String which = role + "[" + i + "]";
      acquired.add(
          source.location() instanceof LocalFile(Path path) && Files.isDirectory(path)
              ? directory(which, source, path, context)
              : acquire(which, source, context));
    }
    return acquired;
  }

  /** The contents of a directory may change from build to build, so nothing pins them. */
  private static Medium directory(String role, Source source, Path path, StageContext context) {
    if (source.sha256().isPresent()) {
      throw new BuildException(
          Failure.MEDIA,
          "media." + role + ": " + path + " is a directory, which has no SHA-256",
          "leave sha256 out, or put the files into an ISO");
    }
    try {
      FileTree tree = FileTree.read(path);
      return new Medium(
          path.toString(), path, tree.size(), Optional.of(Digests.sha256(tree, context)));
    } catch (IOException e) {
      throw unreadable(role, path, e, context);
    }
  }

  /** Checked before hours are spent on downloads and digests. */
  private static void requireLocalFiles(Recipe.Media media) {
    Problems problems = new Problems();
    MediaSources.of(media)
        .forEach((role, source) -> missing(role, source).ifPresent(problems::add));
    problems.throwIfAny(
        Failure.MEDIA,
        "media are missing",
        "add the missing files, or correct the recipe; paths are relative to its directory");
  }

  /** Nothing is downloaded before its terms are accepted. */
  private void requireLicences(Recipe.Media media) {
    Problems problems = new Problems();
    problems.addAll(catalogue.unaccepted(media));
    problems.throwIfAny(
        Failure.MEDIA,
        "licence terms are not accepted",
        "read them, and if you accept them write acceptLicense: true beside the name");
  }

  /** Those of a list may be directories. */
  private static Optional<String> missing(String role, Source source) {
    boolean listed = role.endsWith("]");
    return source.location() instanceof LocalFile(Path path)
            && !(listed ? Files.exists(path) : Files.isRegularFile(path))
        ? Optional.of(
            "media.%s: %s %s does not exist"
                .formatted(role, listed ? "file or directory" : "file", path))
        : Optional.empty();
  }

  private Medium acquire(String role, Source source, StageContext context) {
    Path path =
        switch (source.location()) {
          case LocalFile local -> local.path();
          case Download download -> downloads.fetch(List.of(download), context);
          case Named name -> downloads.fetch(catalogue.entry(name).downloads(), context);
        };
    try {
      Sha256 actual = digests.sha256(path, context);
      check(role, source, path, actual);
      Medium medium = new Medium(origin(source), path, Files.size(path), Optional.of(actual));
      lock.record(source, medium);
      return medium;
    } catch (IOException e) {
      throw unreadable(role, path, e, context);
    }
  }

  private static BuildException unreadable(
      String role, Path path, IOException e, StageContext context) {
    context.checkOnTime();
    return new BuildException(
        Failure.MEDIA,
        "media." + role + ": " + path + " cannot be read: " + e.getMessage(),
        "check the file and its permissions",
        e);
  }

  private void check(String role, Source source, Path path, Sha256 actual) {
    Optional<Sha256> expected = source.sha256().or(() -> catalogued(source));
    String by = source.sha256().isPresent() ? "the recipe" : "the catalogue";
    boolean isPinned = expected.isEmpty();
    if (isPinned) {
      expected = lock.pinned(source);
      by = "casement.lock";
    }
    if (expected.isEmpty() || expected.get().equals(actual)) {
      return;
    }
    String again =
        switch (source.location()) {
          case LocalFile local -> "get the file again";
          case Download _, Named _ -> "delete " + path + " to download it again";
        };
    throw new BuildException(
        Failure.MEDIA,
        "media.%s: %s has SHA-256 %s, but %s says %s%s"
            .formatted(role, path, actual, by, expected.get(), htmlHint(path)),
        !isPinned
            ? again + ", or correct the digest in " + by
            : again
                + "; if you want the new file, delete the entry \""
                + lock.name(source)
                + "\" from casement.lock");
  }

  /** A download page saved under the name of the file it links to is the most common wrong ISO. */
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

  private static String origin(Source source) {
    return switch (source.location()) {
      case LocalFile local -> local.path().toString();
      case Download download -> download.name();
      case Named(String name) -> name;
    };
  }

  private Optional<Sha256> catalogued(Source source) {
    return source.location() instanceof Named named
        ? catalogue.entry(named).sha256()
        : Optional.empty();
  }
}
