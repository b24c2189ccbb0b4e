package dev.casement.unattend.lint.xml;

import dev.casement.report.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An element of an answer file, with the position of its start tag.
 *
 * <p>Names are looked up case-insensitively: how Windows treats another case is not documented, and
 * a present setting must not be reported as missing.
 *
 * @param text the character data directly inside, stripped
 */
public record Element(
    String name,
    String namespace,
    List<Attribute> attributes,
    List<Element> children,
    String text,
    Position position) {
  public Element {
    attributes = List.copyOf(attributes);
    children = List.copyOf(children);
  }

  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  public Stream<Element> all(String child) {
    return children.stream().filter(element -> element.is(child));
  }

  /** The first element at a path of names, such as {@code OSImage/InstallTo}. */
  public Optional<Element> find(String path) {
    return findAll(path).findFirst();
  }

  /** Every element at a path of names. */
  public Stream<Element> findAll(String path) {
    Stream<Element> found = Stream.of(this);
    for (String step : path.split("/")) {
      found = found.flatMap(element -> element.all(step));
    }
    return found;
  }

  /** This element and its descendants, in document order. */
  public Stream<Element> deep() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(Element::deep));
  }

  /** The text; empty if it is blank or a placeholder. */
  public Optional<String> value() {
    return text.isEmpty() || Placeholder.leavesOpen(text) ? Optional.empty() : Optional.of(text);
  }

  public Optional<String> value(String path) {
    return find(path).flatMap(Element::value);
  }

  public boolean isTrue(String path) {
    return value(path).filter("true"::equalsIgnoreCase).isPresent();
  }

  /** The number in the element at the path; empty if it is missing or not a plain number. */
  public Optional<Integer> number(String path) {
    return value(path).flatMap(Element::parse);
  }

  public static Optional<Integer> parse(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  public Optional<String> attribute(String attribute) {
    return attributes.stream()
        .filter(candidate -> candidate.name().equals(attribute))
        .map(Attribute::value)
        .findFirst();
  }
}
