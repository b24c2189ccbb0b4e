package dev.casement.openstack.publish;

import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.Visibility;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What is to be published, and what happens to images that were published before.
 *
 * @param file the image
 * @param size of the file, in bytes
 * @param sha512 of the file, in lower-case hexadecimal
 * @param recipe the recipe's name: what binds an image to its predecessors
 * @param image its name and attributes in the store; its name is the one users look for
 * @param share the projects, by id, that may see it
 * @param keep how many images of this recipe stay as they are, this one among them; empty: all
 * @param older what happens to the others
 * @param dryRun says what would happen, and changes nothing
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
    boolean dryRun) {
  /** What happens to an image that has had its time. */
  public enum Older {
    /** It is left out of lists, and servers made from it go on. */
    HIDE,
    DELETE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who may see an image that is new. */
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
