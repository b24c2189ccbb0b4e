package dev.casement.pipeline.acquire;

import dev.casement.files.CompleteFile;
import dev.casement.files.JsonRecords;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.Recipe.Source;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * {@code casement.lock}: the digests of the media that recipes were first built with, so that the
 * next build uses the same bytes or reports a difference.
 *
 * <p>An entry's name is where the medium comes from, so that recipes in one directory can share the
 * file. A digest in the recipe takes precedence.
 */
public final class MediaLock {
  private final Optional<Path> file;

  public MediaLock(Optional<Path> file) {
    this.file = file;
  }

  /** The digest to which the lock pins this medium, if any. */
  Optional<Sha256> pinned(Source source) {
    NavigableMap<String, Entry> media = load().media();
    return Optional.ofNullable(media.get(name(source)))
        .or(() -> earlierName(source).map(media::get))
        .map(entry -> new Sha256(entry.sha256()));
  }

  /**
   * The entry's name: the medium's name in the catalogue, its address or its path, relative if
   * below the lock's directory.
   */
  String name(Source source) {
    return switch (source.location()) {
      case Download download -> download.name();
      case Named(String name) -> name;
      case LocalFile local -> {
        Path path = local.path().toAbsolutePath();
        yield file.map(lock -> lock.toAbsolutePath().getParent())
            .filter(path::startsWith)
            .map(directory -> directory.relativize(path))
            .orElse(path)
            .toString();
      }
    };
  }

  /** The name of an entry before queries, which may contain a token, were left out. */
  private static Optional<String> earlierName(Source source) {
    return source.location() instanceof Download(URI url)
        ? Optional.of(url.toString())
        : Optional.empty();
  }

  /** Records a medium of a build; leaves the file alone if nothing changed. */
  void record(Source source, Medium medium) {
    if (file.isEmpty()) {
      return;
    }
    Content content = load();
    Entry entry = new Entry(medium.size(), medium.digest().hex());
    boolean known = entry.equals(content.media().put(name(source), entry));
    Optional<String> earlier = earlierName(source).filter(name -> !name.equals(name(source)));
    boolean renamed = earlier.map(content.media()::remove).isPresent();
    if (known && !renamed) {
      return;
    }
    try {
      CompleteFile.write(file.get(), JsonRecords.indented(content) + "\n");
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          file.get() + " cannot be written: " + e.getMessage(),
          "make it writable",
          e);
    }
  }

  private Content load() {
    if (file.isEmpty() || !Files.exists(file.get())) {
      return new Content(1, new TreeMap<>());
    }
    try {
      return JsonRecords.MAPPER.readValue(Files.readAllBytes(file.get()), Content.class);
    } catch (JacksonException | IOException e) {
      throw new BuildException(
          Failure.RECIPE,
          file.get() + " cannot be read: " + e.getMessage(),
          "fix it, or delete it to pin the media again",
          e);
    }
  }

  record Content(int version, NavigableMap<String, Entry> media) {}

  record Entry(long size, String sha256) {}
}
