package dev.casement.pipeline.acquire;

import dev.casement.files.CompleteFile;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.Location.LocalFile;
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
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code casement.lock}: the digests of the media that recipes were first built with, so that the
 * next build uses the same bytes or says that it does not.
 *
 * <p>An entry's name is where the medium comes from, so that recipes beside each other can share
 * the file. A digest in the recipe wins over it.
 */
public final class MediaLock {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Optional<Path> file;

  public MediaLock(Optional<Path> file) {
    this.file = file;
  }

  /** What the lock pins this medium to, if anything. */
  Optional<Sha256> pinned(Source source) {
    NavigableMap<String, Entry> media = load().media();
    return Optional.ofNullable(media.get(name(source)))
        .or(() -> earlierName(source).map(media::get))
        .map(entry -> new Sha256(entry.sha256()));
  }

  /** The entry of a medium: its address or path, which below the lock's directory is relative. */
  String name(Source source) {
    return switch (source.location()) {
      case Download download -> download.name();
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

  /** What an entry was called before addresses were shortened: a query may hold a token. */
  private static Optional<String> earlierName(Source source) {
    return source.location() instanceof Download(URI url)
        ? Optional.of(url.toString())
        : Optional.empty();
  }

  /** Writes down what a build was made from; leaves the file alone when nothing changed. */
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
      CompleteFile.write(file.get(), MAPPER.writeValueAsString(content) + "\n");
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
      return MAPPER.readValue(Files.readAllBytes(file.get()), Content.class);
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
