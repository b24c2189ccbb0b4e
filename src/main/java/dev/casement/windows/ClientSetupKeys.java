package dev.casement.windows;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The public client setup keys (GVLK) that let an edition activate with a KMS host.
 *
 * <p>Every key of Microsoft Learn, "KMS client activation and product keys", for a release that
 * Casement installs; the list names its source. Microsoft publishes none for other editions, such
 * as evaluation, Home and OEM.
 */
public final class ClientSetupKeys {
  private static final List<Entry> ENTRIES =
      Table.read("client-setup-keys.tsv").stream().map(Entry::of).toList();

  /**
   * A key and its use.
   *
   * @param first the first build that it applies to, and {@code last} the last
   */
  private record Entry(ClientKeyUse use, int first, int last, ProductKey key) {
    static Entry of(List<String> fields) {
      Release release =
          Release.ofId(fields.get(0))
              .orElseThrow(() -> new IllegalStateException("no release " + fields.get(0)));
      String builds = fields.get(2).equals("-") ? "0-" : fields.get(2);
      String first = builds.replaceFirst("-.*", "");
      String last = builds.replaceFirst(".*-", "");
      return new Entry(
          new ClientKeyUse(release, fields.get(1)),
          Integer.parseInt(first),
          last.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(last),
          ProductKey.published(fields.get(3)));
    }

    boolean isFor(Release release, EditionId edition, int build) {
      return use.fits(release, edition.value()) && first <= build && build <= last;
    }
  }

  private ClientSetupKeys() {}

  /**
   * The key of an edition, by its edition ID and its build.
   *
   * @param build distinguishes long-term servicing releases and versions of Windows Server, which
   *     have different keys
   */
  public static Optional<ProductKey> of(Release release, EditionId edition, int build) {
    return ENTRIES.stream()
        .filter(entry -> entry.isFor(release, edition, build))
        .map(Entry::key)
        .findFirst();
  }

  /** The key of an edition on current media. */
  public static Optional<ProductKey> of(Release release, EditionId edition) {
    return of(release, edition, release.currentVersion().build());
  }

  /** The uses of a key; empty when it is not listed. */
  static List<ClientKeyUse> usesOf(String key) {
    String text = key.strip().toUpperCase(Locale.ROOT);
    return ENTRIES.stream()
        .filter(entry -> entry.key().reveal().equals(text))
        .map(Entry::use)
        .distinct()
        .toList();
  }

  static Set<String> all() {
    return ENTRIES.stream()
        .map(entry -> entry.key().reveal())
        .collect(Collectors.toUnmodifiableSet());
  }
}
