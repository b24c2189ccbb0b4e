package dev.casement.pipeline.acquire;

import dev.casement.http.WebPage;
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
import dev.casement.recipe.catalogue.CatalogueEntry;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Downloads media where needed, and checks them against the recipe and the lock file.
 *
 * <p>Fails with {@link Failure#MEDIA} when a file is missing or has another digest, with {@link
 * Failure#NETWORK} when it cannot be downloaded.
 */
public final class AcquireMedia implements Stage<Recipe, Media> {
  private static final String LOCK = "casement.lock";

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
    Optional<ExpectedDigest> expected = expected(source);
    Path path =
        switch (source.location()) {
          case LocalFile local -> local.path();
          case Download download ->
              downloads.fetch(
                  new Remote(List.of(download), OptionalLong.empty(), expected), context);
          case Named name -> downloads.fetch(remote(name, source, expected), context);
        };
    try {
      requireNoPage(role, path);
      Sha256 actual = digests.sha256(path, context);
      if (expected.isPresent() && !expected.get().digest().equals(actual)) {
        throw different(role, source, path, expected.get(), actual);
      }
      Medium medium = new Medium(origin(source), path, Files.size(path), Optional.of(actual));
      lock.record(source, medium);
      return medium;
    } catch (IOException e) {
      throw unreadable(role, path, e, context);
    }
  }

  /** The catalogue's size is that of the file with its digest. */
  private Remote remote(Named name, Source source, Optional<ExpectedDigest> expected) {
    CatalogueEntry entry = catalogue.entry(name);
    return new Remote(
        entry.downloads(),
        source.sha256().isPresent() ? OptionalLong.empty() : entry.size(),
        expected);
  }

  /** A download page saved under the name of the file it links to is the most common wrong ISO. */
  private static void requireNoPage(String role, Path path) throws IOException {
    if (WebPage.isIn(path)) {
      throw new BuildException(
          Failure.MEDIA,
          "media." + role + ": " + path + " is a web page, not the medium",
          "open the address in a browser: it asks for a login or has the real link; download the"
              + " medium there");
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

  private Optional<ExpectedDigest> expected(Source source) {
    return source
        .sha256()
        .map(digest -> new ExpectedDigest(digest, "the recipe"))
        .or(() -> catalogued(source).map(digest -> new ExpectedDigest(digest, "the catalogue")))
        .or(() -> lock.pinned(source).map(digest -> new ExpectedDigest(digest, LOCK)));
  }

  private BuildException different(
      String role, Source source, Path path, ExpectedDigest expected, Sha256 actual) {
    String again =
        switch (source.location()) {
          case LocalFile local -> "get the file again";
          case Download _, Named _ -> "delete " + path + " to download it again";
        };
    return new BuildException(
        Failure.MEDIA,
        "media.%s: %s %s".formatted(role, path, expected.difference(actual)),
        expected.by().equals(LOCK)
            ? again
                + "; if you want the new file, delete the entry \""
                + lock.name(source)
                + "\" from casement.lock"
            : again + ", or correct the digest in " + expected.by());
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
