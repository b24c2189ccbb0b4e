package dev.casement.openstack.publish;

import dev.casement.openstack.image.ImageContent;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.Visibility;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to publish, and what happens to images that were published before.
 *
 * @param file the image
 * @param size of the file, in bytes
 * @param sha512 of the file, in lower-case hexadecimal
 * @param recipe the recipe's name: it links an image to its predecessors
 * @param image its name and attributes in the store; the name is the one users look for
 * @param share the projects, by id, that may see it
 * @param keep how many images of this recipe are kept, including this one; empty: all
 * @param older what happens to the others
 * @param acceptance what has to accept the image before it gets the name; empty: nothing
 * @param dryRun whether to report only, without changes
 */
public record PublishOrder(
    Path file,
    long size,
    String sha512,
    String recipe,
    NewImage image,
    List<String> share,
    OptionalInt keep,
    Older older,
    Optional<Acceptance> acceptance,
    boolean dryRun) {
  /** What happens to an outdated image. */
  public enum Older {
    /** It is left out of lists; servers made from it keep running. */
    HIDE,
    DELETE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What to upload. */
  ImageContent content() {
    return new ImageContent(file, size, sha512, List.of());
  }

  /** The visibility of a new image. */
  Visibility visibility() {
    return image.visibility().orElse(Visibility.usual(share));
  }

  public PublishOrder {
    share = List.copyOf(share);
    if (keep.isPresent() && keep.getAsInt() < 1) {
      throw new IllegalArgumentException("at least one image is kept, got " + keep.getAsInt());
    }
  }
}
