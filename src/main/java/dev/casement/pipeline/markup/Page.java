package dev.casement.pipeline.markup;

import static dev.casement.pipeline.markup.Markup.element;
import static dev.casement.pipeline.markup.Markup.several;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page in one file, which needs no other file, no network and no script; a browser that obeys its
 * content security policy would not run one either.
 */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none';"
          + " form-action 'none'";

  /** A screen of 1920 by 1080 with a photograph on it takes about as much. */
  private static final long LARGEST_PICTURE = 4 << 20;

  private final String title;
  private final List<Markup> body = new ArrayList<>();

  /**
   * @param title also the heading of the page
   */
  public Page(String title) {
    this.title = title;
    body.add(element("h1", title));
  }

  public Page add(Markup part) {
    body.add(part);
    return this;
  }

  /** Adds a section under a heading. */
  public Page section(String heading, Markup... content) {
    return add(element("section", element("h2", heading), several(List.of(content))));
  }

  public void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      write(out);
    }
  }

  void write(Writer out) throws IOException {
    out.write("<!DOCTYPE html>\n");
    element(
            "html",
            element(
                "head",
                element("meta").with("charset", "utf-8"),
                element("meta")
                    .with("http-equiv", "Content-Security-Policy")
                    .with("content", POLICY),
                element("meta")
                    .with("name", "viewport")
                    .with("content", "width=device-width, initial-scale=1"),
                element("meta").with("name", "color-scheme").with("content", "light dark"),
                element("title", title),
                element("style", style())),
            element("body", element("main", several(body))))
        .with("xmlns", "http://www.w3.org/1999/xhtml")
        .with("lang", "en")
        .writeTo(out);
    out.write("\n");
  }

  /** Without characters that HTML and XML would read differently in a style. */
  private static String style() throws IOException {
    return palette() + css("page.css");
  }

  /** The colours of all pages, light and dark, as a style sheet. */
  public static String palette() throws IOException {
    return css("palette.css");
  }

  private static String css(String file) throws IOException {
    try (InputStream css = Objects.requireNonNull(Page.class.getResourceAsStream(file))) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A picture with a caption, in the page itself; empty if the file cannot be read. */
  public static Optional<Markup> picture(Path png, String caption) {
    Markup below = element("figcaption", caption);
    try {
      if (Files.size(png) > LARGEST_PICTURE) {
        return Optional.of(
            element("figure", element("p", "This picture is too large for a report."), below));
      }
      String data = Base64.getEncoder().encodeToString(Files.readAllBytes(png));
      return Optional.of(
          element(
              "figure",
              element("img").with("src", "data:image/png;base64," + data).with("alt", caption),
              below));
    } catch (IOException e) {
      // The machine had no screen, or the run is from a checkpoint.
      return Optional.empty();
    }
  }

  /** What is shown when the reader opens it. */
  public static Markup details(String summary, Markup... content) {
    return element("details", element("summary", summary), several(List.of(content)));
  }
}
