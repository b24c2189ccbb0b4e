package dev.casement.recipe;

import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.UpdateRules.OnFailure;
import dev.casement.guest.UpdateSource;
import dev.casement.http.ServerAddress;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.pipeline.acquire.Media;
import dev.casement.report.Secret;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.Release;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user writes, with every default that does not depend on the media filled in; paths are
 * absolute. {@code docs/recipe.md} is its manual.
 *
 * @param name names the build, its directory and its image
 * @param publish the name and attributes of the image in an image store, if it is published
 */
public record Recipe(
    String name,
    Media media,
    Windows windows,
    Machine machine,
    CloudbaseInitSettings cloudbaseInit,
    Updates updates,
    List<UserScript> steps,
    SystemSettings settings,
    CleanUpSettings cleanUp,
    Image image,
    Limits limits,
    Optional<PublishSettings> publish) {

  public Recipe {
    steps = List.copyOf(steps);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new IllegalArgumentException(
          "a name is 1 to 63 letters, digits, dots, hyphens or underscores, got \"" + name + "\"");
    }
  }

  /** The same on another hypervisor. */
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
        image,
        limits,
        publish);
  }

  /**
   * The media a build starts from.
   *
   * @param drivers virtio-win's ISO; without it only a SATA disk can be installed to
   * @param cloudbaseInit the MSI; without it the image has no cloudbase-init
   * @param moreDrivers ISOs or directories with drivers beside virtio-win's
   * @param features ISOs or directories with Microsoft's languages and features on demand
   * @param excludedDrivers names of virtio-win's drivers that the image is not to have
   */
  public record Media(
      Source install,
      Optional<Source> drivers,
      Optional<Source> cloudbaseInit,
      List<Source> moreDrivers,
      List<Source> features,
      List<String> excludedDrivers) {
    public Media {
      moreDrivers = List.copyOf(moreDrivers);
      features = List.copyOf(features);
      excludedDrivers = List.copyOf(excludedDrivers);
    }

    /** Media without additions. */
    public Media(Source install, Optional<Source> drivers, Optional<Source> cloudbaseInit) {
      this(install, drivers, cloudbaseInit, List.of(), List.of(), List.of());
    }
  }

  /** Where a medium comes from, and what it must be. */
  public record Source(Location location, Optional<Sha256> sha256) {}

  /** A file of the host, or an address to download from. */
  public sealed interface Location {
    record LocalFile(Path path) implements Location {}

    /**
     * @param url one that requests can be sent to
     */
    record Download(URI url) implements Location {
      /** Any other path is a program's, which finds the file by the query. */
      private static final Pattern FILE = Pattern.compile(".*/[^/]+\\.(?!php|aspx?|jsp|cgi)[^/.]+");

      public Download {
        ServerAddress.flaw(url)
            .ifPresent(
                flaw -> {
                  throw new IllegalArgumentException("\"" + shown(url) + "\": " + flaw);
                });
      }

      /**
       * The address without its query, in which there may be a token that nobody else should see; a
       * new token does not make another file of it. Only where the path names no file, a digest of
       * the query tells them apart.
       */
      public String name() {
        String query = url.getRawQuery();
        boolean tells = query != null && !FILE.matcher(String.valueOf(url.getPath())).matches();
        return shown(url) + (tells ? "?" + Sha256.of(query).brief() : "");
      }

      @Override
      public String toString() {
        return name();
      }

      private static String shown(URI url) {
        return url.toString().replaceFirst("[?#].*", "");
      }
    }
  }

  /**
   * Which Windows, and how it greets the world.
   *
   * @param release checked against the medium where given; needed to plan without the medium
   * @param architecture checked against the medium where given
   * @param image which image of the install medium; empty: the only one there is
   * @param locale a language tag for user interface and formats
   * @param keyboard a language tag for its default keyboard, or locale and layout such as {@code
   *     0409:00020409}
   * @param timeZone a Windows time zone name, such as {@code W. Europe Standard Time}
   */
  public record Windows(
      Optional<Release> release,
      Optional<Architecture> architecture,
      Optional<ImageSelector> image,
      ProductKeyChoice productKey,
      String locale,
      String keyboard,
      String timeZone,
      Registration registration,
      Optionals optionals) {
    /** Windows as it is installed. */
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
   * What Windows has and does not install by itself.
   *
   * @param features optional features and roles, by the names that dism has for them
   * @param capabilities features on demand, such as {@code OpenSSH.Server~~~~0.0.1.0}
   * @param languages language tags of language packs, such as {@code fr-FR}
   */
  public record Optionals(
      List<String> features, List<String> capabilities, List<String> languages) {
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
    record ByEdition(String editionId) implements ImageSelector {}

    record ByIndex(ImageIndex index) implements ImageSelector {}

    record ByName(String name) implements ImageSelector {}
  }

  /** Which product key Setup is given. */
  public sealed interface ProductKeyChoice {
    /** The public client setup key of the edition, for activation by KMS; none for evaluations. */
    record Kms() implements ProductKeyChoice {}

    /** No key: evaluation media, or an image that gets its key in the cloud. */
    record None() implements ProductKeyChoice {}

    /** The user's own. */
    record Own(Secret key) implements ProductKeyChoice {}
  }

  /**
   * The machine the image is built on.
   *
   * @param firmware empty: the release's default
   * @param setupMedium empty: a floppy where the release and the firmware see one, else a CD
   * @param network what the guest may reach while it is installed and generalized; updates from a
   *     server always reach theirs
   */
  public record Machine(
      HypervisorKind hypervisor,
      Optional<Firmware> firmware,
      DataSize disk,
      DiskBus diskBus,
      DataSize memory,
      int cpus,
      boolean tpm,
      Optional<SetupMedium> setupMedium,
      Network network) {
    /** The same on another hypervisor. */
    public Machine on(HypervisorKind other) {
      return new Machine(other, firmware, disk, diskBus, memory, cpus, tpm, setupMedium, network);
    }
  }

  /** What the answer file and the scripts travel on. */
  public enum SetupMedium {
    FLOPPY,
    CD
  }

  /**
   * Where Windows updates come from; nowhere when both are empty.
   *
   * @param packages a directory with .msu and .cab files, installed first, in the order of their
   *     names
   * @param server asked round by round until it has nothing left
   * @param excluded articles that are left out, such as {@code KB5034439}
   * @param onFailure what an update means that cannot be installed
   */
  public record Updates(
      Optional<Path> packages,
      Optional<UpdateSource> server,
      List<String> excluded,
      OnFailure onFailure) {
    public Updates {
      excluded = List.copyOf(excluded);
    }

    /** All of them, or none of the build. */
    public Updates(Optional<Path> packages, Optional<UpdateSource> server) {
      this(packages, server, List.of(), OnFailure.FAIL);
    }

    /** Microsoft's own servers. */
    public static Updates fromMicrosoft() {
      return new Updates(Optional.empty(), Optional.of(new UpdateSource.MicrosoftUpdate()));
    }

    public static Updates none() {
      return new Updates(Optional.empty(), Optional.empty());
    }

    public boolean isNone() {
      return packages.isEmpty() && server.isEmpty();
    }
  }

  /**
   * A script of the user. Exit code 0 means done, 3010 and 1641 done and reboot, 1003 reboot and
   * run again; anything else fails the build.
   *
   * @param run a .ps1, .cmd, .bat or .exe file
   */
  public record UserScript(Path run, List<String> arguments, Duration timeout, When when) {
    public UserScript {
      arguments = List.copyOf(arguments);
    }
  }

  /** At which point of the build a script of the user runs. */
  public enum When {
    /** In run install, when drivers and guest agent are there and no update is. */
    FIRST_LOGON,
    /** In run generalize, between cloudbase-init and the clean-up. */
    BEFORE_SYSPREP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What the finished image is like. */
  public record Image(DiskFormat format, boolean compress) {}
}
