package dev.casement.recipe;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.http.ServerAddress;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import dev.casement.recipe.key.Written;
import dev.casement.recipe.key.WrittenAs;
import dev.casement.report.ShownAddress;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Registration;
import dev.casement.units.Sha256;
import dev.casement.windows.Architecture;
import dev.casement.windows.Capability;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsFeature;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A recipe, with every default that does not depend on the media filled in; paths are absolute.
 * {@code docs/recipe.md} describes it.
 *
 * @param name names the build, its directory and its image
 * @param publish the name and attributes of the image in an image store, if it is published
 */
public record Recipe(
    @Key(value = "Names the build, its directory and its image.", required = true)
        @Form(
            value = NAME,
            says = "1 to 63 letters, digits, dots, hyphens or underscores, a letter or digit first")
        String name,
    @Key(value = "What the build starts from.", required = true) Media media,
    @Key("Which Windows to install, and its settings.") Windows windows,
    @Key("The machine the image is built on.") Machine machine,
    @Key("The settings of cloudbase-init.") CloudbaseInitSettings cloudbaseInit,
    @Key(value = "Where Windows updates come from.", standard = "microsoft-update") Updates updates,
    @Key("Your own scripts, run in this order at the first logon or before sysprep.")
        List<UserScript> steps,
    @Key("How Windows is configured for use in a cloud.") SystemSettings settings,
    @Key("What is removed from Windows before it is generalized.") CleanUpSettings cleanUp,
    @Key("How the finished disk is checked.") VerifySettings verify,
    @Key("The format of the finished image.") Image image,
    @Key("How long each part of the build may take before it is stopped.") Limits limits,
    @Key(
            "Where `casement build --publish` and `casement publish` publish the image, and its"
                + " name, visibility and properties there.")
        Optional<PublishSettings> publish) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  public Recipe {
    steps = List.copyOf(steps);
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "a name is 1 to 63 letters, digits, dots, hyphens or underscores, got \"" + name + "\"");
    }
  }

  /** A copy for another hypervisor. */
  public Recipe on(HypervisorKind hypervisor) {
    return new Recipe(
        name,
        media,
        windows,
        machine.on(hypervisor),
        cloudbaseInit,
        updates,
        steps,
        settings,
        cleanUp,
        verify,
        image,
        limits,
        publish);
  }

  /**
   * The media a build starts from.
   *
   * @param start what Windows comes from
   * @param drivers virtio-win's ISO; without it Windows can only be installed to a SATA disk
   * @param cloudbaseInit the MSI; without it the image has no cloudbase-init
   * @param moreDrivers ISOs or directories with drivers in addition to virtio-win's
   * @param features ISOs or directories with Microsoft's languages and features on demand
   * @param catalogue a file in the form of {@code media-catalogue.json}
   */
  public record Media(
      Start start,
      @Key("virtio-win's ISO; without it Windows can only be installed to a SATA disk.")
          Optional<Drivers> drivers,
      @Key("cloudbase-init's MSI; without it the image has no cloudbase-init.")
          Optional<Source> cloudbaseInit,
      @Key(
              "Drivers in addition to virtio-win's: directories or ISOs with .inf files anywhere in"
                  + " them.")
          List<Source> moreDrivers,
      @Key(
              "Microsoft's ISOs of languages and features on demand, or directories of their files:"
                  + " what windows.capabilities and windows.languages come from.")
          List<Source> features,
      @Key("A catalogue of media in addition to Casement's; relative to the recipe's directory.")
          Optional<Path> catalogue) {
    public Media {
      moreDrivers = List.copyOf(moreDrivers);
      features = List.copyOf(features);
    }

    /** Media without additional drivers or features. */
    public Media(Source install, Optional<Source> drivers, Optional<Source> cloudbaseInit) {
      this(
          new Start.Install(install),
          drivers.map(source -> new Drivers(source, List.of())),
          cloudbaseInit,
          List.of(),
          List.of(),
          Optional.empty());
    }

    /** The names of virtio-win's drivers to leave out of the image. */
    public List<String> excludedDrivers() {
      return drivers.map(Drivers::exclude).orElse(List.of());
    }
  }

  /** Where a medium comes from, and what it must be. */
  public record Source(
      Location location,
      @Key("The SHA-256 digest the file must have, in hexadecimal.") Optional<Sha256> sha256,
      @Key(
              value = "Whether you accept the licence terms of a medium of the catalogue.",
              standard = "false")
          boolean acceptLicense) {
    /** A medium whose terms need not be accepted. */
    public Source(Location location, Optional<Sha256> sha256) {
      this(location, sha256, false);
    }
  }

  /**
   * virtio-win's ISO.
   *
   * @param exclude names of drivers to leave out of the image
   */
  public record Drivers(
      Source source,
      @Key(
              "Drivers to leave out, by the names of their .inf files, such as pvpanic:"
                  + " what Windows refuses, or what harms your instances.")
          @Form(
              value = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
              says = "the name of a driver's .inf file without its ending, such as pvpanic")
          List<String> exclude) {
    public Drivers {
      exclude = List.copyOf(exclude);
    }
  }

  /** A host file, a download address, or a medium of the catalogue. */
  public sealed interface Location {
    record LocalFile(@Key("A file; relative to the recipe's directory.") Path path)
        implements Location {}

    /** A medium of the catalogue, which knows its addresses and its digest. */
    record Named(
        @Key("The name of a medium in the catalogue, such as virtio-win-0.1.271.")
            @Form(
                value = Named.FORM,
                says = "the name of a medium in the catalogue, such as virtio-win-0.1.271")
            String name)
        implements Location {
      /** The form of names, which the catalogue's entries have, too. */
      public static final String FORM = "[a-z0-9][a-z0-9._-]{0,62}";
    }

    /**
     * @param url an address that requests can be sent to
     */
    record Download(@Key("An http or https address to download from.") URI url)
        implements Location, Written {
      /** Other paths belong to programs that select the file by the query. */
      private static final Pattern FILE = Pattern.compile(".*/[^/]+\\.(?!php|aspx?|jsp|cgi)[^/.]+");

      public Download {
        ServerAddress.flawAsWritten(url)
            .ifPresent(
                flaw -> {
                  throw new IllegalArgumentException(
                      "\"" + ShownAddress.of(url.toString()) + "\": " + flaw);
                });
      }

      /**
       * The address without its query, which may contain a secret token that changes while the file
       * does not. If the path does not name a file, a digest of the query is appended to
       * distinguish files.
       */
      public String name() {
        String query = url.getRawQuery();
        boolean tells = query != null && !FILE.matcher(String.valueOf(url.getPath())).matches();
        return ShownAddress.of(url.toString()) + (tells ? "?" + Sha256.of(query).brief() : "");
      }

      @Override
      public String text() {
        return name();
      }

      @Override
      public String toString() {
        return name();
      }
    }
  }

  /**
   * Which Windows to install, and its settings.
   *
   * @param release checked against the medium where given; needed to plan without the medium
   * @param architecture checked against the medium where given
   * @param image which image of the install medium; empty: its only image
   * @param locale a language tag for user interface and formats
   * @param keyboard a language tag for its default keyboard, or locale and layout such as {@code
   *     0409:00020409}
   * @param timeZone a Windows time zone name, such as {@code W. Europe Standard Time}
   */
  public record Windows(
      @Key("The release; checked against the medium. Needed to plan without the medium.")
          Optional<Release> release,
      @Key("The architecture; checked against the medium.") Optional<Architecture> architecture,
      Optional<ImageSelector> image,
      @Key(
              value =
                  "The product key given to Setup: kms for the edition's public client setup key,"
                      + " none, your own key, or where to find it: { env: NAME } or { file: PATH"
                      + " }.",
              standard = "kms")
          ProductKeyChoice productKey,
      @Key(value = "The language tag of user interface and formats.", standard = "en-US")
          @Form(value = LANGUAGE, says = "a language tag such as en-US or sr-Latn-RS")
          String locale,
      @Key(
              "The keyboard: a language tag for its default one, or locale and layout such as"
                  + " 0409:00020409; several are joined by semicolons. Default: that of the"
                  + " locale.")
          @Form(
              value = Regional.KEYBOARD_FORM,
              says =
                  "a language tag such as en-US, or locale and layout such as 0409:00020409;"
                      + " several are joined by semicolons")
          String keyboard,
      @Key(
              value = "The time zone, by Windows' own name, such as W. Europe Standard Time.",
              standard = "UTC")
          @Form(
              value = "[A-Za-z0-9][A-Za-z0-9 .()+/_-]{0,255}",
              says = "a name of Windows such as W. Europe Standard Time (tzutil /l lists them)")
          String timeZone,
      Registration registration,
      Optionals optionals) {
    /** The pattern of a Windows language tag. */
    public static final String LANGUAGE = "[a-z]{2,3}(-[A-Z][a-z]{3})?-([A-Z]{2}|[0-9]{3})";

    /** Windows without optional components. */
    public Windows(
        Optional<Release> release,
        Optional<Architecture> architecture,
        Optional<ImageSelector> image,
        ProductKeyChoice productKey,
        String locale,
        String keyboard,
        String timeZone,
        Registration registration) {
      this(
          release,
          architecture,
          image,
          productKey,
          locale,
          keyboard,
          timeZone,
          registration,
          Optionals.none());
    }
  }

  /**
   * Optional components of Windows, which Setup does not install by itself.
   *
   * @param features optional features and roles, by the names that dism uses
   * @param capabilities features on demand, such as {@code OpenSSH.Server~~~~0.0.1.0}
   * @param languages language tags of language packs, such as {@code fr-FR}
   */
  public record Optionals(
      @Key("Optional features and roles to enable, by the names that dism uses, such as NetFx3.")
          @Form(value = WindowsFeature.FORM, says = "a name that dism uses, such as NetFx3")
          List<String> features,
      @Key("Features on demand to install, such as OpenSSH.Server~~~~0.0.1.0.")
          @Form(
              value = Capability.FORM,
              says = "a name of a capability such as OpenSSH.Server~~~~0.0.1.0")
          List<String> capabilities,
      @Key("Language packs to install, by their language tags, such as fr-FR.")
          @Form(value = Windows.LANGUAGE, says = "a language tag such as fr-FR")
          List<String> languages) {
    public Optionals {
      features = List.copyOf(features);
      capabilities = List.copyOf(capabilities);
      languages = List.copyOf(languages);
    }

    public static Optionals none() {
      return new Optionals(List.of(), List.of(), List.of());
    }
  }

  /** Which image of the install medium to install. */
  public sealed interface ImageSelector {
    record ByEdition(
        @Key("The edition ID of the image to install, such as ServerStandard or Professional.")
            @Form(value = "\\S+", says = "an edition ID without spaces, such as ServerStandard")
            String edition)
        implements ImageSelector {}

    record ByIndex(
        @Key("The index of the image to install, as `wiminfo` and DISM number them.")
            @Bounds(least = "1", most = "999")
            int index)
        implements ImageSelector {
      public ByIndex(ImageIndex index) {
        this(index.value());
      }
    }

    record ByName(
        @Key("The name of the image to install, such as Windows 7 PROFESSIONAL.")
            @Form(
                value =
                    "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF]{1,255}",
                says = "a name of an image, in one line")
            String image)
        implements ImageSelector {}
  }

  /** Which product key to give Setup. */
  @WrittenAs(ProductKeyForm.class)
  public sealed interface ProductKeyChoice extends Written {
    /** The public client setup key of the edition, for activation by KMS; none for evaluations. */
    record Kms() implements ProductKeyChoice {}

    /** No key: evaluation media, or an image that gets its key in the cloud. */
    record None() implements ProductKeyChoice {}

    /** The user's own key. */
    record Own(ProductKey key) implements ProductKeyChoice {}

    @Override
    default String text() {
      return switch (this) {
        case Kms() -> "kms";
        case None() -> "none";
        case Own(ProductKey key) -> key.toString();
      };
    }
  }

  /** The format of the finished image. */
  public record Image(
      @Key(value = "The format of the image.", standard = "qcow2") DiskFormat format,
      @Key("Whether the image is compressed; qcow2 only. Default: true for qcow2, false otherwise.")
          boolean compress,
      @Key(
              value =
                  "How the image is compressed; zstd is faster, and needs QEMU 5.1 or newer"
                      + " wherever the image is used.",
              standard = "zlib")
          ClusterCompression compression) {
    /** How the image's clusters are compressed; empty if they are not. */
    public Optional<ClusterCompression> clusters() {
      return compress ? Optional.of(compression) : Optional.empty();
    }

    /** Whether images of this format can be compressed, which they then are by default. */
    public static boolean canCompress(DiskFormat format) {
      return format == DiskFormat.QCOW2;
    }
  }
}
