package dev.casement.pipeline.markup;

import static dev.casement.pipeline.markup.Markup.element;
import static dev.casement.pipeline.markup.Markup.several;
import static dev.casement.pipeline.markup.Markup.text;

import dev.casement.pipeline.markup.Markup.Element;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables, and bars in them. */
public final class Tables {
  private Tables() {}

  /** A table whose rows have as many cells as there are headings. */
  public static Markup table(List<String> headings, List<List<Markup>> rows) {
    List<Markup> head = headings.stream().<Markup>map(Tables::columnHeading).toList();
    List<Markup> body =
        rows.stream()
            .<Markup>map(
                row ->
                    element(
                        "tr",
                        several(row.stream().<Markup>map(cell -> element("td", cell)).toList())))
            .toList();
    return scrolling(
        element(
            "table",
            element("thead", element("tr", several(head))),
            element("tbody", several(body))));
  }

  /** A table of names and values. */
  public static Markup pairs(Map<String, Markup> values) {
    List<Markup> rows = new ArrayList<>();
    values.forEach(
        (name, value) ->
            rows.add(
                element("tr", element("th", name).with("scope", "row"), element("td", value))));
    return scrolling(element("table", element("tbody", several(rows))).with("class", "pairs"));
  }

  /**
   * A tree of maps, lists and scalars: a map is a table of names and values, a list of maps a table
   * with a row for each.
   */
  public static Markup tree(Object value) {
    return switch (value) {
      case Map<?, ?> map when map.isEmpty() -> nothing();
      case Map<?, ?> map -> {
        Map<String, Markup> pairs = new LinkedHashMap<>();
        map.forEach((name, inner) -> pairs.put(String.valueOf(name), cell(inner)));
        yield pairs(pairs);
      }
      case List<?> list when list.isEmpty() -> nothing();
      case List<?> list when list.stream().allMatch(Map.class::isInstance) ->
          rows(list.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList());
      case List<?> list ->
          element(
              "ul", several(list.stream().<Markup>map(each -> element("li", cell(each))).toList()));
      default -> text(scalar(value));
    };
  }

  private static Markup cell(@Nullable Object value) {
    return value == null || value.equals("") ? nothing() : tree(value);
  }

  private static Markup rows(List<Map<?, ?>> maps) {
    Set<Object> columns = new LinkedHashSet<>();
    maps.forEach(map -> columns.addAll(map.keySet()));
    return table(
        columns.stream().map(String::valueOf).toList(),
        maps.stream()
            .map(map -> columns.stream().map(column -> cell(map.get(column))).toList())
            .toList());
  }

  private static String scalar(Object value) {
    return value instanceof Double number
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private static Markup nothing() {
    return element("span", "–").with("class", "nothing");
  }

  /**
   * A bar from one part of the whole to another; what it shows must also be said in words.
   *
   * @param from 0 to 1
   * @param width 0 to 1
   * @param kind a class of {@code page.css}
   */
  public static Element bar(double from, double width, String kind) {
    return element(
            "svg",
            element("rect")
                .with("x", number(1000 * from))
                .with("y", "0")
                // So short a time would not be seen.
                .with("width", number(Math.max(3, 1000 * width)))
                .with("height", "10"))
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("class", "bar " + kind)
        .with("viewBox", "0 0 1003 10")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static Element columnHeading(String text) {
    return element("th", text).with("scope", "col");
  }

  /** A wide table must not make the page scroll sideways. */
  private static Markup scrolling(Markup table) {
    return element("div", table).with("class", "scrolling");
  }
}
