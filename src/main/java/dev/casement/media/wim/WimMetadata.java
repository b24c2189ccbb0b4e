package dev.casement.media.wim;

import dev.casement.media.volume.Block;
import dev.casement.windows.WindowsImage;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The images that a WIM's XML metadata describes. */
final class WimMetadata {
  /** More than any WIM has; limits the memory for damaged metadata. */
  private static final int IMAGE_LIMIT = 10_000;

  private final List<WindowsImage> images = new ArrayList<>();
  private final List<WimFile.OtherImage> others = new ArrayList<>();
  private final Set<Integer> indexes = new HashSet<>();

  private WimMetadata() {}

  /**
   * Reads {@code <WIM>} with one {@code <IMAGE INDEX="…">} each.
   *
   * @param at where the text is, for messages
   */
  static WimMetadata parse(Block at, String xml) {
    WimMetadata metadata = new WimMetadata();
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("IMAGE")) {
          metadata.add(at, ImageDescription.read(reader));
        }
      }
    } catch (XMLStreamException e) {
      throw at.damage(2 + 2 * index(xml, e.getLocation()), "XML metadata that is not well formed");
    }
    metadata.images.sort(Comparator.comparingInt(image -> image.index().value()));
    metadata.others.sort(Comparator.comparingInt(image -> image.index().value()));
    return metadata;
  }

  /** Computed from line and column, since the JDK parser's character offset is not exact. */
  private static int index(String xml, @Nullable Location location) {
    if (location == null) {
      return 0;
    }
    int lineStart = 0;
    for (int line = 1; line < location.getLineNumber(); line++) {
      lineStart = xml.indexOf('\n', lineStart) + 1;
    }
    return Math.clamp(lineStart + location.getColumnNumber() - 1, 0, xml.length());
  }

  int count() {
    return indexes.size();
  }

  List<WindowsImage> images() {
    return images;
  }

  List<WimFile.OtherImage> others() {
    return others;
  }

  private void add(Block at, ImageDescription description) {
    int index =
        description
            .index()
            .orElseThrow(() -> at.damage(0, "XML metadata with an image without an INDEX"));
    if (!indexes.add(index)) {
      throw at.damage(0, "XML metadata with two images of index " + index);
    }
    if (indexes.size() > IMAGE_LIMIT) {
      throw at.damage(0, "XML metadata of more than " + IMAGE_LIMIT + " images");
    }
    String missing =
        description.missing().stream()
            .collect(Collectors.joining(", ", "no Windows to install: ", ""));
    description
        .toWindowsImage()
        .ifPresentOrElse(images::add, () -> others.add(description.toOtherImage(missing)));
  }

  /** A parser that loads nothing external and expands no entities. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }
}
