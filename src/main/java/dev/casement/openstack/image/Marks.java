package dev.casement.openstack.image;

/** The properties by which Casement recognizes the images that it published. */
public final class Marks {
  /** The prefix of these properties. */
  static final String PREFIX = "casement_";

  /** The recipe's name. */
  public static final String RECIPE = "casement_recipe";

  /** The build's UUID, as in its manifest. */
  public static final String BUILD = "casement_build";

  /**
   * The image's own id. Nova and Cinder copy an image's properties to images made from its servers
   * and volumes; only in the published image does this match the image's id. Source: Nova,
   * non_inheritable_image_properties; Cinder, upload to image.
   */
  public static final String IMAGE = "casement_image";

  /** The image's SHA-256, as in the build's manifest. */
  public static final String SHA256 = "casement_sha256";

  /** The image's dated name; only the newest image has the plain one. */
  public static final String DATED_NAME = "casement_dated_name";

  /** Whether a server from the image came up as it should: {@link #PASSED} or {@link #FAILED}. */
  public static final String TRIAL = "casement_trial";

  public static final String PASSED = "passed";
  public static final String FAILED = "failed";

  private Marks() {}
}
