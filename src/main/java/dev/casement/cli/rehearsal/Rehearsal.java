package dev.casement.cli.rehearsal;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.recipe.Limits;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Updates;
import dev.casement.recipe.VerifySettings;
import dev.casement.recipe.key.Defaults;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsFeature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rehearsal builds: a typical recipe with a small machine and short limits. */
public record Rehearsal(Release release, Architecture architecture, Firmware firmware) {

  /** The stand-in's kernels are for 64-bit x86, which simulates 32-bit Windows as well. */
  public static final List<Architecture> ARCHITECTURES =
      List.of(Architecture.AMD64, Architecture.X86);

  /**
   * How much translated code QEMU keeps of a stand-in, where it translates. A guest that starts
   * again writes over its old code, and QEMU throws away the translations of it one by one: a start
   * that takes 4.6 s after power-on took 10 s after a reset, and 6 s with this little
   * (docs/performance.md). What Windows would gain or lose is not known.
   */
  public static final DataSize TRANSLATIONS = DataSize.mebibytes(64);

  /**
   * @throws BuildException USAGE when this Windows does not exist or has no stand-in
   */
  public Rehearsal {
    if (!ARCHITECTURES.contains(architecture)) {
      throw new BuildException(
          Failure.USAGE,
          "the stand-in does not run on %s".formatted(architecture),
          "use " + valid(release));
    }
    if (!release.supports(architecture, firmware)) {
      throw new BuildException(
          Failure.USAGE,
          "%s does not run on %s with %s firmware"
              .formatted(release.displayName(), architecture, firmware),
          "use " + valid(release));
    }
  }

  /** A rehearsal with the default firmware for release and architecture. */
  public static Rehearsal of(Release release, Architecture architecture) {
    return new Rehearsal(release, architecture, release.defaultFirmware(architecture));
  }

  /** All combinations the stand-in supports. */
  public static List<Rehearsal> all() {
    return Arrays.stream(Release.values()).flatMap(release -> allOf(release).stream()).toList();
  }

  private static List<Rehearsal> allOf(Release release) {
    return ARCHITECTURES.stream()
        .flatMap(
            architecture ->
                Arrays.stream(Firmware.values())
                    .filter(firmware -> release.supports(architecture, firmware))
                    .map(firmware -> new Rehearsal(release, architecture, firmware)))
        .toList();
  }

  private static String valid(Release release) {
    return allOf(release).stream()
        .map(each -> "--architecture %s --firmware %s".formatted(each.architecture, each.firmware))
        .collect(Collectors.joining(", or "));
  }

  /** The name of the build, including the architecture if it is not the default. */
  public String name() {
    String platform = architecture == Architecture.AMD64 ? "" : architecture + "-";
    return "rehearsal-" + release + "-" + platform + firmware;
  }

  /** Windows 11 requires TPM 2.0, Secure Boot and 4 GiB; with Secure Boot it gets all three. */
  private boolean tpm() {
    return release.checksHardware() && firmware == Firmware.UEFI_SECURE;
  }

  /**
   * The recipe of the build.
   *
   * @param hypervisor runs the machine
   */
  public Recipe recipe(RehearsalMedia media, HypervisorKind hypervisor, VerifySettings verify) {
    String edition = release.usualEdition();
    return new Recipe(
        name(),
        new Recipe.Media(
            source(media.install()),
            Optional.of(source(media.drivers())),
            Optional.of(source(media.cloudbaseInit()))),
        new Recipe.Windows(
            Optional.of(release),
            Optional.of(architecture),
            Optional.of(new Recipe.ImageSelector.ByEdition(edition)),
            new Recipe.ProductKeyChoice.Kms(),
            "en-US",
            "en-US",
            "UTC",
            Registration.none(),
            optionals()),
        Defaults.of(
            Machine.class,
            Map.of(
                "hypervisor", hypervisor,
                "firmware", Optional.of(firmware),
                "disk", DataSize.gibibytes(8),
                "diskBus", diskBus(hypervisor),
                "memory", DataSize.gibibytes(tpm() ? 4 : 1),
                "cpus", cpus(hypervisor),
                "tpm", tpm())),
        CloudbaseInitSettings.defaults(),
        Updates.fromMicrosoft(),
        List.of(),
        SystemSettings.defaults(),
        CleanUpSettings.defaults(),
        verify,
        new Recipe.Image(DiskFormat.QCOW2, true, ClusterCompression.ZLIB),
        limits(hypervisor),
        Optional.empty());
  }

  /** A feature, and a capability if that needs no separate medium. */
  private Recipe.Optionals optionals() {
    return new Recipe.Optionals(
        List.of(WindowsFeature.NET_FX_3),
        release == Release.SERVER_2025 ? List.of("OpenSSH.Server~~~~0.0.1.0") : List.of(),
        List.of());
  }

  /**
   * On VirtualBox's virtio-scsi the stand-in can use its smaller kernel, which has no driver for
   * the SATA controller. The larger one takes a quarter of an hour to unpack where guests are
   * interpreted. Its UEFI is not known to boot from virtio-scsi.
   */
  private DiskBus diskBus(HypervisorKind hypervisor) {
    return hypervisor == HypervisorKind.VIRTUALBOX && !firmware.isUefi()
        ? DiskBus.SCSI
        : DiskBus.VIRTIO;
  }

  /** One where guests may be interpreted, since rehearsals there were tested with one. */
  private static int cpus(HypervisorKind hypervisor) {
    return hypervisor == HypervisorKind.VIRTUALBOX ? 1 : 2;
  }

  /**
   * Under QEMU's software emulation, a run of the stand-in takes half a minute, some fifteen
   * seconds of which are silent while its kernel unpacks; on a busy host several times that. In
   * VirtualBox without its kernel driver it takes up to ten minutes, three of them silent. In a
   * cloud, volumes have to be made and only messages are heard.
   */
  private static Limits limits(HypervisorKind hypervisor) {
    boolean slow = hypervisor != HypervisorKind.QEMU;
    Duration run = Duration.ofMinutes(slow ? 40 : 10);
    Duration silence = slow ? Duration.ofMinutes(20) : Duration.ofSeconds(90);
    return new Limits(run, run, run, run, run, run, silence, 5, 5, run);
  }

  private static Recipe.Source source(Path file) {
    return new Recipe.Source(
        new Recipe.Location.LocalFile(file.toAbsolutePath().normalize()), Optional.empty());
  }
}
