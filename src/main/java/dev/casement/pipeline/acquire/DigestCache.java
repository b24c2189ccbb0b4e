package dev.casement.pipeline.acquire;

import dev.casement.files.CompleteFile;
import dev.casement.files.JsonRecords;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Remembers the digests of big files by path, size and time of last change, so that an unchanged
 * ISO is not read again for every build.
 */
public final class DigestCache {
  private final Path file;

  public DigestCache(Path file) {
    this.file = file;
  }

  /** The digest, from the cache if the file has not changed since, else by reading the file. */
  Sha256 sha256(Path medium, StageContext context) throws IOException {
    Entry now = Entry.of(medium);
    Optional<Entry> known = Optional.ofNullable(load().get(medium.toString()));
    if (known.isPresent() && known.get().sameFile(now)) {
      return new Sha256(known.get().sha256());
    }
    Sha256 digest = Digests.sha256(medium, "checking " + medium.getFileName(), context);
    remember(medium, now.with(digest));
    return digest;
  }

  /** Remembers the digest of a file that was read elsewhere. */
  void remember(Path medium, Sha256 digest) throws IOException {
    remember(medium, Entry.of(medium).with(digest));
  }

  private void remember(Path medium, Entry entry) throws IOException {
    // Read again: another build may have written while this one was reading a large medium.
    SortedMap<String, Entry> all = load();
    all.put(medium.toString(), entry);
    CompleteFile.write(file, JsonRecords.MAPPER.writeValueAsString(all));
  }

  /** The digest if the file has not changed since it was computed; reads no medium. */
  public Optional<Sha256> known(Path medium) {
    try {
      Entry now = Entry.of(medium);
      return Optional.ofNullable(load().get(medium.toString()))
          .filter(now::sameFile)
          .map(entry -> new Sha256(entry.sha256()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private SortedMap<String, Entry> load() throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      return JsonRecords.MAPPER.readValue(
          Files.readAllBytes(file), new TypeReference<TreeMap<String, Entry>>() {});
    } catch (JacksonException e) {
      // A cache that cannot be read is created again.
      return new TreeMap<>();
    }
  }

  record Entry(long size, long changedNanos, String sha256) {
    static Entry of(Path medium) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(medium, BasicFileAttributes.class);
      return new Entry(
          attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), "");
    }

    boolean sameFile(Entry other) {
      return size == other.size && changedNanos == other.changedNanos;
    }

    Entry with(Sha256 digest) {
      return new Entry(size, changedNanos, digest.hex());
    }
  }
}
