package dev.casement.recipe.catalogue;

import dev.casement.http.ServerAddress;
import dev.casement.recipe.MediaSources;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.catalogue.CatalogueEntry.Licence;
import dev.casement.recipe.catalogue.CatalogueEntry.Role;
import dev.casement.recipe.catalogue.CatalogueEntry.Windows;
import dev.casement.report.ShownAddress;
import dev.casement.report.Spelling;
import dev.casement.units.Sha256;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** The media that recipes can name: Casement's own, and those of a file of the user's. */
public final class MediaCatalogue {
  private static final int VERSION = 1;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The user's. */
  private final Map<String, CatalogueEntry> own;

  /** Casement's, except those whose names the user's have, too. */
  private final Map<String, CatalogueEntry> others;

  private MediaCatalogue(List<CatalogueEntry> own, List<CatalogueEntry> others) {
    this.own = byName(own);
    this.others = byName(others);
    this.others.keySet().removeAll(this.own.keySet());
  }

  private static Map<String, CatalogueEntry> byName(List<CatalogueEntry> entries) {
    Map<String, CatalogueEntry> named = new LinkedHashMap<>();
    entries.forEach(entry -> named.putIfAbsent(entry.name(), entry));
    return named;
  }

  /**
   * The catalogue for these media; an empty one, and none is read, if they name nothing in it.
   *
   * @throws IllegalArgumentException with a message for the user, if the user's cannot be read
   */
  public static MediaCatalogue of(Recipe.Media media) {
    return MediaSources.of(media).values().stream()
            .anyMatch(each -> each.location() instanceof Named)
        ? with(media.catalogue())
        : new MediaCatalogue(List.of(), List.of());
  }

  /**
   * Casement's catalogue with the entries of another, which take precedence.
   *
   * @throws IllegalArgumentException with a message for the user, if the file cannot be read
   */
  public static MediaCatalogue with(Optional<Path> own) {
    return new MediaCatalogue(own.map(MediaCatalogue::read).orElse(List.of()), builtIn());
  }

  private static List<CatalogueEntry> builtIn() {
    try (InputStream in =
        Objects.requireNonNull(
            MediaCatalogue.class.getResourceAsStream("/dev/casement/media-catalogue.json"))) {
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CatalogueEntry> read(Path file) {
    try {
      return parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("the catalogue " + file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the catalogue " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<CatalogueEntry> parse(byte[] json) {
    try {
      Content content = MAPPER.readValue(json, Content.class);
      if (content.version != VERSION || content.media == null) {
        throw new IllegalArgumentException("it is not a catalogue of version " + VERSION);
      }
      return content.media.stream().map(Form::entry).toList();
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException("unknown key \"" + e.getPropertyName() + "\"", e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "line %d, column %d: %s",
              e.getLocation().getLineNr(),
              e.getLocation().getColumnNr(),
              e.getOriginalMessage()),
          e);
    }
  }

  /** The entry of this name, or empty. */
  public Optional<CatalogueEntry> find(String name) {
    return Optional.ofNullable(own.get(name)).or(() -> Optional.ofNullable(others.get(name)));
  }

  /**
   * The entry that a recipe names.
   *
   * @throws IllegalArgumentException with a message for the user, if there is none
   */
  public CatalogueEntry entry(Named named) {
    return find(named.name())
        .orElseThrow(() -> new IllegalArgumentException(unknown(named.name(), names())));
  }

  /** The media that may not be downloaded before the user has accepted their terms, as clauses. */
  public List<String> unaccepted(Recipe.Media media) {
    return MediaSources.of(media).entrySet().stream()
        .flatMap(source -> unaccepted(source.getKey(), source.getValue()).stream())
        .toList();
  }

  private Optional<String> unaccepted(String key, Source source) {
    return source.location() instanceof Named named && !source.acceptLicense()
        ? Optional.of(entry(named).licence())
            .filter(Licence::accept)
            .map(
                licence ->
                    "media.%s: %s is under %s (%s), which acceptLicense: true would accept"
                        .formatted(key, named.name(), licence.name(), licence.address()))
        : Optional.empty();
  }

  /** Why a medium of this name cannot be used as the medium of this key; empty if it can. */
  public Optional<String> problem(String name, String key) {
    List<String> suitable =
        entries()
            .filter(entry -> entry.role().key().equals(key))
            .map(CatalogueEntry::name)
            .toList();
    return find(name).isEmpty()
        ? Optional.of(unknown(name, suitable))
        : find(name)
            .filter(entry -> !entry.role().key().equals(key))
            .map(entry -> name + " is a medium for media." + entry.role().key());
  }

  private static String unknown(String name, List<String> known) {
    return "the catalogue has no \"%s\"; %s"
        .formatted(
            name,
            Spelling.nearest(name, known)
                .map(guess -> "did you mean " + guess + "?")
                .orElse("known here: " + String.join(", ", known)));
  }

  private List<String> names() {
    return entries().map(CatalogueEntry::name).toList();
  }

  /** The user's first. */
  private Stream<CatalogueEntry> entries() {
    return Stream.concat(own.values().stream(), others.values().stream());
  }

  /**
   * The install medium that a first recipe of this release takes, or empty: the first one, of the
   * user's if there is one.
   */
  public Optional<CatalogueEntry> evaluation(Release release) {
    return entries()
        .filter(entry -> entry.role() == Role.INSTALL)
        .filter(entry -> entry.windows().stream().anyMatch(its -> its.release() == release))
        .findFirst();
  }

  /** The first medium of a role, by its key, of this release or version; empty if there is none. */
  public Optional<CatalogueEntry> first(String key, String releaseOrVersion) {
    return entries()
        .filter(entry -> entry.role().key().equals(key))
        .filter(
            entry ->
                entry.version().stream().anyMatch(releaseOrVersion::equals)
                    || entry.windows().stream()
                        .anyMatch(its -> its.release().id().equals(releaseOrVersion)))
        .findFirst();
  }

  /** The releases of which the catalogue has an install medium. */
  public List<Release> releases() {
    return Arrays.stream(Release.values())
        .filter(release -> evaluation(release).isPresent())
        .toList();
  }

  /**
   * The last medium of this role that suits, of the user's if one of them does; Casement's are in
   * the order of their versions.
   */
  public Optional<CatalogueEntry> last(Role role, Predicate<CatalogueEntry> suits) {
    Predicate<CatalogueEntry> wanted = suits.and(entry -> entry.role() == role);
    return last(own, wanted).or(() -> last(others, wanted));
  }

  private static Optional<CatalogueEntry> last(
      Map<String, CatalogueEntry> entries, Predicate<CatalogueEntry> suits) {
    return entries.values().stream().filter(suits).reduce((_, last) -> last);
  }

  /** The file: see docs/recipe.md. */
  private record Content(int version, @Nullable List<Form> media) {}

  private record Form(
      @Nullable String name,
      @Nullable String role,
      @Nullable String version,
      @Nullable List<String> addresses,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable LicenceForm licence,
      @Nullable WindowsForm windows,
      @Nullable String source) {
    CatalogueEntry entry() {
      String shown = required(name, "an entry", "name");
      List<URI> all = new ArrayList<>();
      for (String address : required(addresses, shown, "addresses")) {
        all.add(MediaCatalogue.address(address, shown));
      }
      return new CatalogueEntry(
          shown,
          role(shown),
          Optional.ofNullable(version),
          all,
          size == null ? OptionalLong.empty() : OptionalLong.of(size),
          Optional.ofNullable(sha256).map(Sha256::new),
          required(licence, shown, "licence").licence(shown),
          Optional.ofNullable(windows).map(form -> form.windows(shown)),
          source == null ? "" : source);
    }

    private Role role(String shown) {
      return Arrays.stream(Role.values())
          .filter(each -> each.key().equals(role))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%s: \"role\" is not one of %s"
                          .formatted(
                              shown,
                              String.join(
                                  ", ", Arrays.stream(Role.values()).map(Role::key).toList()))));
    }
  }

  private record LicenceForm(
      @Nullable String name, @Nullable String address, @Nullable Boolean accept) {
    Licence licence(String shown) {
      return new Licence(
          required(name, shown, "licence.name"),
          MediaCatalogue.address(required(address, shown, "licence.address"), shown),
          required(accept, shown, "licence.accept"));
    }
  }

  private record WindowsForm(
      @Nullable String release,
      @Nullable String version,
      @Nullable String edition,
      @Nullable String language,
      @Nullable Integer expiresAfterDays) {
    Windows windows(String shown) {
      String id = required(release, shown, "windows.release");
      return new Windows(
          Release.ofId(id)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s: \"%s\" is not a release; known: %s"
                              .formatted(shown, id, String.join(", ", Release.ids())))),
          version(required(version, shown, "windows.version"), shown),
          new EditionId(required(edition, shown, "windows.edition")),
          required(language, shown, "windows.language"),
          expiresAfterDays == null ? OptionalInt.empty() : OptionalInt.of(expiresAfterDays));
    }

    private static WindowsVersion version(String text, String shown) {
      if (!text.matches("[0-9]{1,5}(\\.[0-9]{1,5}){3}")) {
        throw new IllegalArgumentException(
            shown + ": \"" + text + "\" is not a version such as 10.0.20348.587");
      }
      int[] parts = Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
      return new WindowsVersion(parts[0], parts[1], parts[2], parts[3]);
    }
  }

  private static URI address(String text, String shown) {
    return ServerAddress.parsed(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    shown + ": \"" + ShownAddress.of(text) + "\" is not an address"));
  }

  private static <T> T required(@Nullable T value, String shown, String key) {
    if (value == null) {
      throw new IllegalArgumentException(shown + " has no \"" + key + "\"");
    }
    return value;
  }
}
