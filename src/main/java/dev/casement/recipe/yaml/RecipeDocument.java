package dev.casement.recipe.yaml;

import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings.Components;
import dev.casement.guest.CleanUpSettings.StoreApps;
import dev.casement.guest.SystemSettings.Ipv6Address;
import dev.casement.guest.UpdateRules;
import dev.casement.guest.UpdateRules.OnFailure;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.SetupMedium;
import dev.casement.recipe.Recipe.When;
import dev.casement.report.Secret;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import dev.casement.windows.Architecture;
import dev.casement.windows.Capability;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import dev.casement.windows.WindowsFeature;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as it is written: what is not in the file is null here. The recipe's JSON Schema is made
 * from these records, so what they say is what editors show.
 */
public record RecipeDocument(
    @Key(value = "Names the build, its directory and its image.", required = true)
        @Form(
            value = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
            says = "1 to 63 letters, digits, dots, hyphens or underscores, a letter or digit first")
        @Nullable String name,
    @Key(value = "What the build starts from.", required = true) @Nullable MediaDocument media,
    @Key("Which Windows to install, and its settings.") @Nullable WindowsDocument windows,
    @Key("The machine the image is built on.") @Nullable MachineDocument machine,
    @Key("The settings of cloudbase-init.") @Nullable CloudbaseInitDocument cloudbaseInit,
    @Key(value = "Where Windows updates come from.", standard = "microsoft-update")
        @Nullable UpdatesDocument updates,
    @Key("Your own scripts, run in this order at the first logon or before sysprep.")
        @Nullable List<StepDocument> steps,
    @Key("How Windows is configured for use in a cloud.") @Nullable SettingsDocument settings,
    @Key("What is removed from Windows before it is generalized.")
        @Nullable CleanUpDocument cleanUp,
    @Key("The format of the finished image.") @Nullable ImageDocument image,
    @Key("How long each part of the build may take before it is stopped.")
        @Nullable LimitsDocument limits,
    @Key(
            "Where `casement build --publish` and `casement publish` publish the image, and its name,"
                + " visibility and properties there.")
        @Nullable PublishDocument publish) {

  /** A language tag as Windows has them. */
  public static final String WINDOWS_LANGUAGE = "[a-z]{2,3}(-[A-Z][a-z]{3})?-([A-Z]{2}|[0-9]{3})";

  /** The media a build starts from. */
  record MediaDocument(
      @Key(value = "Microsoft's install ISO.", required = true) @Nullable SourceDocument install,
      @Key("virtio-win's ISO; without it Windows can only be installed to a SATA disk.")
          @Nullable DriversDocument drivers,
      @Key("cloudbase-init's MSI; without it the image has no cloudbase-init.")
          @Nullable SourceDocument cloudbaseInit,
      @Key(
              "Drivers in addition to virtio-win's: directories or ISOs with .inf files anywhere in"
                  + " them.")
          @Nullable List<SourceDocument> moreDrivers,
      @Key(
              "Microsoft's ISOs of languages and features on demand, or directories of their files:"
                  + " what windows.capabilities and windows.languages come from.")
          @Nullable List<SourceDocument> features) {}

  /** Where a medium comes from. */
  @OneOf(
      value = {"path", "url"},
      required = true)
  record SourceDocument(
      @Key("A file; relative to the recipe's directory.") @Nullable Path path,
      @Key("An http or https address to download from.") @Nullable Download url,
      @Key("The SHA-256 digest the file must have, in hexadecimal.") @Nullable Sha256 sha256) {}

  /** virtio-win's ISO, and what of it the image is not to have. */
  @OneOf(
      value = {"path", "url"},
      required = true)
  record DriversDocument(
      @Key("A file; relative to the recipe's directory.") @Nullable Path path,
      @Key("An http or https address to download from.") @Nullable Download url,
      @Key("The SHA-256 digest the file must have, in hexadecimal.") @Nullable Sha256 sha256,
      @Key(
              "Drivers to leave out, by the names of their .inf files, such as pvpanic:"
                  + " what Windows refuses, or what harms your instances.")
          @Form(
              value = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
              says = "the name of a driver's .inf file without its ending, such as pvpanic")
          @Nullable List<String> exclude) {
    SourceDocument source() {
      return new SourceDocument(path, url, sha256);
    }
  }

  /** Which Windows. */
  @OneOf(
      value = {"edition", "index", "image"},
      required = false)
  record WindowsDocument(
      @Key("The release; checked against the medium. Needed to plan without the medium.")
          @Nullable Release release,
      @Key("The architecture; checked against the medium.") @Nullable Architecture architecture,
      @Key("The edition ID of the image to install, such as ServerStandard or Professional.")
          @Form(value = "\\S+", says = "an edition ID without spaces, such as ServerStandard")
          @Nullable String edition,
      @Key("The index of the image to install, as `wiminfo` and DISM number them.")
          @Bounds(least = "1", most = "999")
          @Nullable Integer index,
      @Key("The name of the image to install, such as Windows 7 PROFESSIONAL.")
          @Form(
              value = "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF]{1,255}",
              says = "a name of an image, in one line")
          @Nullable String image,
      @Key(
              value =
                  "The product key given to Setup: kms for the edition's public client setup key,"
                      + " none, your own key, or where to find it: { env: NAME } or { file: PATH"
                      + " }.",
              standard = "kms")
          @Nullable ProductKeyDocument productKey,
      @Key(value = "The language tag of user interface and formats.", standard = "en-US")
          @Form(value = WINDOWS_LANGUAGE, says = "a language tag such as en-US or sr-Latn-RS")
          @Nullable String locale,
      @Key(
              "The keyboard: a language tag for its default one, or locale and layout such as"
                  + " 0409:00020409; several are joined by semicolons. Default: that of the"
                  + " locale.")
          @Form(
              value = Regional.KEYBOARD_FORM,
              says =
                  "a language tag such as en-US, or locale and layout such as 0409:00020409;"
                      + " several are joined by semicolons")
          @Nullable String keyboard,
      @Key(
              value = "The time zone, by Windows' own name, such as W. Europe Standard Time.",
              standard = "UTC")
          @Form(
              value = "[A-Za-z0-9][A-Za-z0-9 .()+/_-]{0,255}",
              says = "a name of Windows such as W. Europe Standard Time (tzutil /l lists them)")
          @Nullable String timeZone,
      @Key("The organization that Windows is registered to. Default: none.")
          @Form(value = Registration.FORM, says = "a name of at most 256 characters, in one line")
          @Nullable String organization,
      @Key("The owner that Windows is registered to. Default: what Setup writes.")
          @Form(value = Registration.FORM, says = "a name of at most 256 characters, in one line")
          @Nullable String owner,
      @Key("Optional features and roles to enable, by the names that dism uses, such as NetFx3.")
          @Form(value = WindowsFeature.FORM, says = "a name that dism uses, such as NetFx3")
          @Nullable List<String> features,
      @Key("Features on demand to install, such as OpenSSH.Server~~~~0.0.1.0.")
          @Form(
              value = Capability.FORM,
              says = "a name of a capability such as OpenSSH.Server~~~~0.0.1.0")
          @Nullable List<String> capabilities,
      @Key("Language packs to install, by their language tags, such as fr-FR.")
          @Form(value = WINDOWS_LANGUAGE, says = "a language tag such as fr-FR")
          @Nullable List<String> languages) {}

  /** Which product key. */
  @Shorthand("key")
  @OneOf(
      value = {"key", "env", "file"},
      required = true)
  record ProductKeyDocument(
      @Key("kms, none, or the key itself.")
          @Form(
              value = "kms|none|[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){4}",
              says =
                  "kms, none, or a key of five groups of five such as"
                      + " XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
          @Nullable Secret key,
      @Key("The environment variable that holds the key.")
          @Form(value = "[A-Za-z_][A-Za-z0-9_]*", says = "the name of an environment variable")
          @Nullable String env,
      @Key("A file that holds the key; relative to the recipe's directory.") @Nullable Path file) {}

  /** The machine the image is built on. */
  record MachineDocument(
      @Key(
              value = "The hypervisor that runs the machine; --hypervisor overrides" + " it.",
              standard = "qemu")
          @Nullable HypervisorKind hypervisor,
      @Key("The firmware of the machine. Default: what suits the release.")
          @Nullable Firmware firmware,
      @Key(
              value = "The size of the virtual disk; with release windows-11 the default is 64G.",
              standard = "40G")
          @Bounds(least = "1G", most = "64T")
          @Nullable DataSize disk,
      @Key("The bus of the disk. Default: virtio when there are driver media, sata otherwise.")
          @Nullable DiskBus diskBus,
      @Key(value = "The machine's memory.", standard = "4G") @Bounds(least = "256M", most = "4T")
          @Nullable DataSize memory,
      @Key(value = "How many processors the machine has.", standard = "2")
          @Bounds(least = "1", most = "256")
          @Nullable Integer cpus,
      @Key(value = "Whether the machine has a TPM 2.0.", standard = "false") @Nullable Boolean tpm,
      @Key(
              "The medium that carries the answer file and the scripts. Default: what the release"
                  + " and the firmware can read.")
          @Nullable SetupMedium setupMedium,
      @Key(
              value =
                  "What the guest may reach while it is installed and generalized, which your"
                      + " scripts may need. Updates from a server reach it in any case.",
              standard = "isolated")
          @Nullable Network network) {}

  /** Where Windows updates come from. */
  @Shorthand("source")
  @OneOf(
      value = {"source", "wsus"},
      required = false)
  record UpdatesDocument(
      @Key("Microsoft's own servers, or none.") @Nullable UpdateSource source,
      @Key("The address of a WSUS server.") @Nullable URI wsus,
      @Key(
              "A directory with .msu and .cab files, installed first, in the order of their names;"
                  + " relative to the recipe's directory.")
          @Nullable Path packages,
      @Key("Updates and packages to leave out, by their articles, such as KB5034439.")
          @Form(value = UpdateRules.ARTICLE, says = "an article such as KB5034439")
          @Nullable List<String> exclude,
      @Key(
              value =
                  "What happens when an update cannot be installed but all others can: fail, or"
                      + " report (a warning, and update.failed in the manifest).",
              standard = "fail")
          @Nullable OnFailure onFailure) {}

  /** The sources of updates that need no address. */
  enum UpdateSource {
    MICROSOFT_UPDATE,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A script of the user. */
  record StepDocument(
      @Key(
              value =
                  "A .ps1, .cmd, .bat or .exe file; relative to the recipe's directory. Exit code 0"
                      + " means done, 3010 and 1641 done and reboot, 1003 reboot and run again.",
              required = true)
          @Nullable Path run,
      @Key("Its arguments.") @Nullable List<String> args,
      @Key(value = "How long it may take.", standard = "30m") @Bounds(least = "1s", most = "24h")
          @Nullable Duration timeout,
      @Key(
              value =
                  "At which point it runs: first-logon, before the updates, or before-sysprep,"
                      + " after cloudbase-init is installed.",
              standard = "before-sysprep")
          @Nullable When when) {}

  /** How Windows is configured for use in a cloud. */
  record SettingsDocument(
      @Key(
              value = "Whether Remote Desktop is on and allowed through the" + " firewall.",
              standard = "true")
          @Nullable Boolean remoteDesktop,
      @Key(
              value =
                  "Whether Remote Desktop authenticates the user before it shows a logon"
                      + " screen.",
              standard = "true")
          @Nullable Boolean networkLevelAuthentication,
      @Key(value = "Whether instances answer to ping, over IPv4 and IPv6.", standard = "true")
          @Nullable Boolean ping,
      @Key(
              value =
                  "What the lower half of IPv6 addresses is derived from: eui64, the network card's"
                      + " address, as OpenStack expects, or random.",
              standard = "eui64")
          @Nullable Ipv6Address ipv6Address,
      @Key(value = "Whether Windows can hibernate.", standard = "false")
          @Nullable Boolean hibernation,
      @Key(value = "Whether the power button works while nobody is logged on.", standard = "true")
          @Nullable Boolean shutdownWithoutLogon,
      @Key(
              value = "The page file of instances: automatic, none, or its size.",
              standard = "automatic")
          @Form(
              value = "automatic|none|[0-9]{1,6}[MG]",
              says = "automatic, none or a size such as 2G")
          @Nullable String pageFile,
      @Key(
              "Which disks Windows brings online when it first sees them: online-all,"
                  + " offline-shared, or windows, which keeps the setting of Windows. Default:"
                  + " online-all on servers, windows on clients.")
          @Nullable SanPolicy sanPolicy) {}

  /** What is removed from Windows before it is generalized. */
  record CleanUpDocument(
      @Key(
              value =
                  "What happens to components that updates have replaced: keep, superseded (remove"
                      + " them) or reset-base (remove all; updates can no longer be uninstalled).",
              standard = "superseded")
          @Nullable Components components,
      @Key(
              value =
                  "What happens to Store apps that are installed for one user only, which make"
                      + " sysprep fail: report or remove.",
              standard = "remove")
          @Nullable StoreApps storeApps,
      @Key(value = "Whether the event logs are emptied.", standard = "true")
          @Nullable Boolean eventLogs,
      @Key(
              value = "Whether free space is released on the disk, so that the image is small.",
              standard = "true")
          @Nullable Boolean freeSpace) {}

  /** The format of the finished image. */
  record ImageDocument(
      @Key(value = "The format of the image.", standard = "qcow2") @Nullable DiskFormat format,
      @Key("Whether the image is compressed; qcow2 only. Default: true for qcow2, false otherwise.")
          @Nullable Boolean compress) {}

  /** How long each part of the build may take. */
  record LimitsDocument(
      @Key("All downloads together.") @Bounds(least = "1s", most = "168h")
          @Nullable Duration acquire,
      @Key("Setup, up to the end of the first logon.") @Bounds(least = "1s", most = "168h")
          @Nullable Duration install,
      @Key("All rounds of updates and their reboots.") @Bounds(least = "1s", most = "168h")
          @Nullable Duration update,
      @Key("cloudbase-init, your scripts and sysprep.") @Bounds(least = "1s", most = "168h")
          @Nullable Duration generalize,
      @Key("Flattening, compressing and digesting the image.") @Bounds(least = "1s", most = "168h")
          @Nullable Duration packaging,
      @Key("How long the guest may send no message, not use its disk and show nothing new.")
          @Bounds(least = "1s", most = "168h")
          @Nullable Duration silence,
      @Key("How many resets in a row without a new step are allowed; one more is a reboot loop.")
          @Bounds(least = "1", most = "1000")
          @Nullable Integer resets,
      @Key("How many rounds of updates are allowed.") @Bounds(least = "1", most = "1000")
          @Nullable Integer updateRounds,
      @Key("How long one update may take; it is tried once more after a reboot.")
          @Bounds(least = "1s", most = "168h")
          @Nullable Duration oneUpdate) {}
}
