package dev.casement.media.wim;

import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.LanguageTag;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The texts of one {@code <IMAGE>} element that Casement needs, unchanged. */
final class ImageDescription {
  private static final int DEPTH = 4;
  private static final int LANGUAGE_LIMIT = 1000;

  private static final String NAME = "/NAME";
  private static final String DISPLAY_NAME = "/DISPLAYNAME";
  private static final String TOTAL_BYTES = "/TOTALBYTES";
  private static final String ARCHITECTURE = "/WINDOWS/ARCH";
  private static final String EDITION = "/WINDOWS/EDITIONID";
  private static final String TYPE = "/WINDOWS/INSTALLATIONTYPE";
  private static final String MAJOR = "/WINDOWS/VERSION/MAJOR";
  private static final String MINOR = "/WINDOWS/VERSION/MINOR";
  private static final String BUILD = "/WINDOWS/VERSION/BUILD";
  private static final String SERVICE_PACK_BUILD = "/WINDOWS/VERSION/SPBUILD";
  private static final String LANGUAGE = "/WINDOWS/LANGUAGES/LANGUAGE";
  private static final String DEFAULT_LANGUAGE = "/WINDOWS/LANGUAGES/DEFAULT";

  private final Optional<Integer> index;
  private final Map<String, String> texts = new HashMap<>();
  private final List<String> languages = new ArrayList<>();

  private ImageDescription(Optional<Integer> index) {
    this.index = index;
  }

  /** Reads from the start of an {@code <IMAGE>} element to its end. */
  static ImageDescription read(XMLStreamReader reader) throws XMLStreamException {
    ImageDescription description =
        new ImageDescription(
            number(reader.getAttributeValue(null, "INDEX")).filter(value -> value >= 1));
    List<String> path = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (depth >= 0) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth <= DEPTH) {
            path.add(reader.getLocalName());
          }
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth > 0 && depth <= DEPTH) {
            description.put("/" + String.join("/", path), text.toString().strip());
            path.removeLast();
          }
          text.setLength(0);
          depth--;
        }
        default -> {
          // Comments and the like.
        }
      }
    }
    return description;
  }

  Optional<Integer> index() {
    return index;
  }

  /** The image; empty if {@link #missing} is not. */
  Optional<WindowsImage> toWindowsImage() {
    if (!missing().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new WindowsImage(
            new ImageIndex(index.orElseThrow()),
            name(),
            displayName(),
            new EditionId(text(EDITION).orElseThrow()),
            architecture().orElseThrow(),
            version().orElseThrow(),
            installationType().orElseThrow(),
            languages(),
            totalBytes()));
  }

  WimFile.OtherImage toOtherImage(String why) {
    return new WimFile.OtherImage(
        new ImageIndex(index.orElseThrow()),
        name(),
        displayName(),
        text(EDITION).map(EditionId::new),
        version(),
        totalBytes(),
        why);
  }

  /** Why it is not a Windows that Casement knows, for messages. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (text(EDITION).isEmpty()) {
      missing.add("it has no edition ID");
    }
    if (architecture().isEmpty()) {
      missing.add(unknown("architecture", ARCHITECTURE));
    }
    if (version().isEmpty()) {
      missing.add("it has no version");
    }
    if (installationType().isEmpty()) {
      missing.add(unknown("installation type", TYPE));
    }
    return missing;
  }

  private String unknown(String what, String path) {
    return text(path).map(value -> "its " + what + " is " + value).orElse("it has no " + what);
  }

  private String name() {
    return texts.getOrDefault(NAME, "");
  }

  private String displayName() {
    return text(DISPLAY_NAME).orElse(name());
  }

  private Optional<Architecture> architecture() {
    return number(texts.get(ARCHITECTURE)).flatMap(Architecture::ofWimCode);
  }

  private Optional<InstallationType> installationType() {
    return text(TYPE).flatMap(InstallationType::ofWimName);
  }

  private Optional<WindowsVersion> version() {
    Optional<Integer> major = number(texts.get(MAJOR));
    Optional<Integer> minor = number(texts.get(MINOR));
    Optional<Integer> build = number(texts.get(BUILD));
    if (major.isEmpty() || minor.isEmpty() || build.isEmpty()) {
      return Optional.empty();
    }
    int servicePackBuild = number(texts.get(SERVICE_PACK_BUILD)).orElse(0);
    return Optional.of(new WindowsVersion(major.get(), minor.get(), build.get(), servicePackBuild));
  }

  private List<String> languages() {
    List<String> ordered = new ArrayList<>(languages);
    text(DEFAULT_LANGUAGE)
        .ifPresent(
            first -> {
              ordered.addFirst(first);
            });
    return ordered.stream()
        .filter(language -> !language.isBlank())
        .map(LanguageTag::canonical)
        .distinct()
        .toList();
  }

  private long totalBytes() {
    String text = texts.getOrDefault(TOTAL_BYTES, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private void put(String path, String text) {
    switch (path) {
      case LANGUAGE -> {
        if (languages.size() < LANGUAGE_LIMIT) {
          languages.add(text);
        }
      }
      case NAME,
          DISPLAY_NAME,
          TOTAL_BYTES,
          ARCHITECTURE,
          EDITION,
          TYPE,
          MAJOR,
          MINOR,
          BUILD,
          SERVICE_PACK_BUILD,
          DEFAULT_LANGUAGE ->
          texts.putIfAbsent(path, text);
      default -> {
        // Not needed.
      }
    }
  }

  private Optional<String> text(String path) {
    return Optional.ofNullable(texts.get(path)).filter(text -> !text.isBlank());
  }

  private static Optional<Integer> number(@Nullable String text) {
    return text != null && text.matches("\\d{1,9}")
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }
}
