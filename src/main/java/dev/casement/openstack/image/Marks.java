package dev.casement.openstack.image;

/** The properties by which Casement knows the images that it published. */
public final class Marks {
  /** What all of them begin with. */
  static final String PREFIX = "casement_";

  /** The recipe's name. */
  public static final String RECIPE = "casement_recipe";

  /** The build's UUID, as in its manifest. */
  public static final String BUILD = "casement_build";

  /**
   * The image's own id. Nova and Cinder copy an image's properties to what is made of its servers
   * and volumes: only the image that was published has its own id here. Source: Nova,
   * non_inheritable_image_properties; Cinder, upload to image.
   */
  public static final String IMAGE = "casement_image";

  /** The image's SHA-256, as in the build's manifest. */
  public static final String SHA256 = "casement_sha256";

  /** The name the image has beside the one that only the newest has. */
  public static final String DATED_NAME = "casement_dated_name";

  private Marks() {}
}
