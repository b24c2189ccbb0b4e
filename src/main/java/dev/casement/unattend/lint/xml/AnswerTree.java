package dev.casement.unattend.lint.xml;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.windows.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The passes and components of an answer file, valid or not. */
public final class AnswerTree {
  private final Element root;
  private final List<Part> parts;

  /**
   * A component in a pass.
   *
   * @param pass empty for an unknown pass
   */
  public record Part(Element element, Optional<ConfigurationPass> pass) {
    public String name() {
      return element.attribute("name").orElse("").strip();
    }

    public boolean is(ComponentName name) {
      return name.xmlName().equalsIgnoreCase(name());
    }

    public boolean isIn(ConfigurationPass other) {
      return pass.filter(other::equals).isPresent();
    }

    /** The architecture as written. */
    public String architectureWord() {
      return element.attribute("processorArchitecture").orElse("").strip();
    }

    public Optional<Architecture> architecture() {
      return Arrays.stream(Architecture.values())
          .filter(known -> known.answerFileName().equalsIgnoreCase(architectureWord()))
          .findFirst();
    }
  }

  public AnswerTree(Element root) {
    this.root = root;
    List<Part> found = new ArrayList<>();
    for (Element settings : root.all("settings").toList()) {
      Optional<ConfigurationPass> pass = pass(settings);
      settings.all("component").forEach(component -> found.add(new Part(component, pass)));
    }
    parts = List.copyOf(found);
  }

  public Element root() {
    return root;
  }

  public static Optional<ConfigurationPass> pass(Element settings) {
    String word = settings.attribute("pass").orElse("").strip();
    return Arrays.stream(ConfigurationPass.values())
        .filter(pass -> pass.xmlName().equalsIgnoreCase(word))
        .findFirst();
  }

  /** Every component of every pass, in document order. */
  public Stream<Part> parts() {
    return parts.stream();
  }

  /** The components of this name in this pass, usually one for each architecture. */
  public Stream<Element> components(ConfigurationPass pass, ComponentName name) {
    return parts().filter(part -> part.is(name) && part.isIn(pass)).map(Part::element);
  }

  /** The components of this name in any pass. */
  public Stream<Element> components(ComponentName name) {
    return parts().filter(part -> part.is(name)).map(Part::element);
  }

  /** Microsoft-Windows-Setup, which partitions and installs. */
  public Stream<Element> setup() {
    return components(ConfigurationPass.WINDOWS_PE, ComponentName.SETUP);
  }

  /** Every element of every component, in document order. */
  public Stream<Element> elements() {
    return parts().flatMap(part -> part.element().deep());
  }

  /** Every element of this name inside a component. */
  public Stream<Element> everywhere(String name) {
    return elements().filter(element -> element.is(name));
  }
}
