package dev.casement.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links between the project's texts, which the packages carry, too. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");

  /** What {@code ./package} lays beside the documents. */
  private static final List<Path> CARRIED =
      List.of(
          Path.of("docs"),
          Path.of("examples"),
          Path.of("README.md"),
          Path.of("CHANGELOG.md"),
          Path.of("CONTRIBUTING.md"),
          Path.of("LICENSE"),
          Path.of("src/main/resources/dev/casement/events.schema.json"),
          Path.of("src/main/resources/dev/casement/recipe.schema.json"),
          Path.of("src/main/resources/dev/casement/media-catalogue.json"));

  @Test
  void leadSomewhereInAPackageToo() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path text : texts()) {
      Matcher link = LINK.matcher(Files.readString(text));
      while (link.find()) {
        if (isDead(text, link.toMatchResult())) {
          dead.add(text + ": " + link.group());
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static List<Path> texts() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              CARRIED.stream(), docs.filter(path -> path.toString().endsWith(".md")).sorted())
          .filter(path -> path.toString().endsWith(".md"))
          .toList();
    }
  }

  private static boolean isDead(Path text, MatchResult link) throws IOException {
    Path target = link.group(1).isEmpty() ? text : text.resolveSibling(link.group(1)).normalize();
    if (!Files.exists(target) || CARRIED.stream().noneMatch(target::startsWith)) {
      return true;
    }
    return link.group(2) != null && !anchors(target).contains(link.group(2));
  }

  /** The anchors of headings, as GitHub and GitLab make them. */
  private static List<String> anchors(Path text) throws IOException {
    return HEADING
        .matcher(Files.readString(text))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
