package dev.casement.pipeline.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PageTest {
  @TempDir Path directory;

  private static Document written(Page page) throws IOException {
    StringWriter text = new StringWriter();
    page.write(text);
    return Xhtml.parse(text.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "</td></table><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "&lt;b&gt; & ]]> <!-- <![CDATA[ ",
        "</style><style>*{display:none}",
      })
  void textStaysTextWhereverItIs(String hostile) throws IOException {
    Document page =
        written(
            new Page(hostile)
                .section(
                    hostile,
                    Markup.element("p", hostile).with("title", hostile),
                    Tables.tree(Map.of(hostile, List.of(Map.of(hostile, hostile), Map.of()))),
                    Tables.tree(Map.of("list", List.of(hostile))),
                    Page.details(hostile, Markup.text(hostile))));

    assertThat(Xhtml.elements(page, "title"))
        .singleElement()
        .extracting(Element::getTextContent)
        .isEqualTo(hostile);
    assertThat(Xhtml.elements(page, "h1").getFirst().getTextContent()).isEqualTo(hostile);
    assertThat(Xhtml.elements(page, "p").getFirst().getAttribute("title")).isEqualTo(hostile);
    assertThat(Xhtml.elements(page, "li").getFirst().getTextContent()).isEqualTo(hostile);
    assertThat(Xhtml.elements(page, "td")).anyMatch(cell -> cell.getTextContent().equals(hostile));
    assertThat(Xhtml.elements(page, "script")).isEmpty();
    assertThat(Xhtml.elements(page, "img")).isEmpty();
    assertThat(Xhtml.elements(page, "style")).hasSize(1);
  }

  @Test
  void whatXmlHasNoCharacterForOrTurnsTextAroundIsShownByItsNumber() throws IOException {
    Document page = written(new Page("\u001b[2J\u0000 \u202eevil \ud800 \uffff"));

    assertThat(Xhtml.text(page)).isEqualTo("\\u{1b}[2J\\u{0} \\u{202e}evil \\u{d800} \\u{ffff}");
  }

  @Test
  void nothingIsFetchedAndNothingRuns() throws IOException {
    Document page = written(new Page("x"));

    assertThat(Xhtml.elements(page, "meta"))
        .filteredOn(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
        .singleElement()
        .extracting(meta -> meta.getAttribute("content"))
        .asString()
        .startsWith("default-src 'none'; img-src data:;");
    assertThat(Xhtml.elements(page, "link")).isEmpty();
    assertThat(Xhtml.elements(page, "style").getFirst().getTextContent())
        .contains("prefers-color-scheme: dark")
        .doesNotContain("url(", "@import", "<", "&");
  }

  @Test
  void aPictureIsInThePage() throws IOException {
    Path png = directory.resolve("screen.png");
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", png.toFile());

    Element img =
        Xhtml.elements(
                written(new Page("x").add(Page.picture(png, "a screen").orElseThrow())), "img")
            .getFirst();

    assertThat(img.getAttribute("alt")).isEqualTo("a screen");
    String data = img.getAttribute("src").replaceFirst("^data:image/png;base64,", "");
    assertThat(Base64.getDecoder().decode(data)).isEqualTo(Files.readAllBytes(png));
  }

  @Test
  void aPictureThatIsMissingIsLeftOutAndOneThatIsTooLargeIsNamed() throws IOException {
    Path large = directory.resolve("large.png");
    Files.write(large, new byte[(4 << 20) + 1]);

    Document page = written(new Page("x").add(Page.picture(large, "noise").orElseThrow()));

    assertThat(Page.picture(directory.resolve("none.png"), "missing")).isEmpty();
    assertThat(Xhtml.elements(page, "img")).isEmpty();
    assertThat(Xhtml.text(page)).contains("too large", "noise");
  }

  @Test
  void aListOfMapsIsATableWithAColumnForEveryKey() throws IOException {
    Document page =
        written(
            new Page("x")
                .add(Tables.tree(List.of(Map.of("name", "a"), Map.of("name", "b", "size", 3.0)))));

    assertThat(Xhtml.elements(page, "th"))
        .extracting(Element::getTextContent)
        .containsExactly("name", "size");
    assertThat(Xhtml.elements(page, "td"))
        .extracting(Element::getTextContent)
        .containsExactly("a", "–", "b", "3");
  }

  @Test
  void aShortTimeIsStillSeen() throws IOException {
    Document page = written(new Page("x").add(Tables.bar(0.5, 0, "ran")));

    Element bar = Xhtml.elements(page, "rect").getFirst();
    assertThat(bar.getAttribute("x")).isEqualTo("500.0");
    assertThat(bar.getAttribute("width")).isEqualTo("3.0");
    assertThat(Xhtml.elements(page, "svg").getFirst().getAttribute("aria-hidden"))
        .isEqualTo("true");
  }
}
