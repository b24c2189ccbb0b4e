package dev.casement.hypervisor.openstack;

import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.LockFile;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Progress;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Scripting;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.compute.Flavor;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.volume.NewVolume;
import dev.casement.openstack.volume.Volume;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.units.SteadyClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs virtual machines as servers of an OpenStack cloud.
 *
 * <p>A disk is a volume. A run's log directory contains {@code serial.log}, the console log.
 * Firmware variables and the TPM begin anew with each run, since the server is another one.
 */
public final class OpenStackHypervisor implements Hypervisor {
  private static final String VOLUME = "volume:";

  /** In a handle, what separates the volume's id from the cloud's name. */
  private static final String CLOUD = "@";

  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Supplier<CloudServices> services;
  private final ServerSettings settings;
  private final CommandRunner runner;
  private final CloudHome home;
  private final CloudCalls calls;

  /**
   * Sends no request and writes no file until it is used.
   *
   * @param services of the cloud; asked for once a request is to be sent
   * @param runner for qemu-img, which disks made of files need
   * @param directory of the work directory's own for this backend; created when needed
   */
  public OpenStackHypervisor(
      Supplier<CloudServices> services,
      ServerSettings settings,
      CommandRunner runner,
      Path directory,
      Clock clock) {
    this(
        services,
        settings,
        runner,
        new CloudHome(directory),
        new CloudCalls(LOOK, new SteadyClock(clock), Progress.none()));
  }

  OpenStackHypervisor(
      Supplier<CloudServices> services,
      ServerSettings settings,
      CommandRunner runner,
      CloudHome home,
      CloudCalls calls) {
    this.services = services;
    this.settings = settings;
    this.runner = runner;
    this.home = home;
    this.calls = calls;
  }

  /** The handle of a medium is the path of its image, and for whom it is. */
  record Medium(Path file, Sharing sharing) {
    boolean isOfRun() {
      return sharing == Sharing.OF_RUN;
    }
  }

  static Medium medium(MediumHandle handle) {
    int end = handle.id().indexOf(':');
    return new Medium(
        Path.of(handle.id().substring(end + 1)), Sharing.valueOf(handle.id().substring(0, end)));
  }

  /**
   * The id of a disk's volume.
   *
   * @throws IllegalArgumentException when the handle is another hypervisor's
   */
  static String volume(DiskHandle disk) {
    if (!disk.id().startsWith(VOLUME)) {
      throw new IllegalArgumentException("not a volume: " + disk);
    }
    return disk.id().substring(VOLUME.length(), disk.id().indexOf(CLOUD));
  }

  /** The volume of a disk of this hypervisor; empty for other disks. */
  static Optional<String> volumeIn(DiskHandle disk) {
    return disk.id().startsWith(VOLUME) ? Optional.of(volume(disk)) : Optional.empty();
  }

  @Override
  public HypervisorKind kind() {
    return HypervisorKind.OPENSTACK;
  }

  @Override
  public Hypervisor reportingTo(Progress progress) {
    return new OpenStackHypervisor(services, settings, runner, home, calls.reportingTo(progress));
  }

  @Override
  public Engine engine() {
    return CloudCalls.translated(
        () ->
            new Engine(
                "OpenStack Nova",
                services.get().compute().nova().microversion(),
                Optional.empty()));
  }

  @Override
  public Readiness readiness() {
    Readiness.Part depends = new Readiness.Part.Present("where the cloud's hosts offer it");
    return new Readiness(Readiness.program(this::engine), depends, depends, depends);
  }

  /** {@inheritDoc} By the quota of the project, except that of volumes. */
  @Override
  public OptionalInt room(int cpus, DataSize memory) {
    return CloudCalls.translated(
        () -> {
          Nova nova = services.get().compute().nova();
          Flavor flavor = settings.choose(cpus, memory, nova.flavors());
          return nova.headroom().stream()
              .mapToInt(room -> (int) Math.min(Integer.MAX_VALUE, room.serversOf(flavor)))
              .findFirst();
        });
  }

  @Override
  public Optional<String> removeLeftover(String machine, Path directory) {
    return CloudCalls.translated(
        () -> {
          List<CloudLeftovers.Leftover> left = leftovers(machine::equals, _ -> false);
          left.forEach(each -> each.deletion().run());
          return left.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  String.join(", ", left.stream().map(CloudLeftovers.Leftover::what).toList()));
        });
  }

  /**
   * What builds of this work directory have left in the cloud.
   *
   * @param isLeft whether a machine of this name belongs to a build that does not run any more
   * @param isForgotten whether no checkpoint uses the volume of this id, which was made for one
   * @throws BuildException CLOUD when the cloud does not answer
   */
  public List<CloudLeftovers.Leftover> leftovers(
      Predicate<String> isLeft, Predicate<String> isForgotten) {
    if (!home.isUsed()) {
      return List.of();
    }
    return CloudCalls.translated(
        () -> new CloudLeftovers(services.get(), home.ownership(), calls).all(isLeft, isForgotten));
  }

  @Override
  public Optional<Scripting> scripting() {
    return Optional.empty();
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    return create(machine, size.toGibibytes(), Optional.empty());
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    Optional<String> volume = volumeIn(base);
    if (volume.isEmpty()) {
      VirtualDisk file = FileHandles.file(base);
      DataSize size = new QemuImg(runner).info(file).virtualSize();
      return createDisk(machine, directory, new ImageCopy(file, size, List.of()), _ -> {});
    }
    return CloudCalls.translated(
        () -> {
          Volume before =
              services
                  .get()
                  .cinder()
                  .volume(volume.get())
                  .orElseThrow(() -> CloudVolumes.vanished(volume.get()));
          return create(
              machine, before.size(), Optional.of(new NewVolume.Source.Volume(before.id())));
        });
  }

  @Override
  public DiskHandle createDisk(
      String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    return CloudCalls.translated(
        () -> {
          CloudImages images = images();
          String image = images.upload(machine, directory, copy, onPercent);
          try {
            return create(
                machine, copy.size().toGibibytes(), Optional.of(new NewVolume.Source.Image(image)));
          } finally {
            images.delete(image);
          }
        });
  }

  private DiskHandle create(String machine, long gibibytes, Optional<NewVolume.Source> source) {
    return CloudCalls.translated(
        () -> {
          CloudVolumes volumes = volumes();
          // A clone has type and zone of its source.
          boolean clones = source.filter(NewVolume.Source.Volume.class::isInstance).isPresent();
          NewVolume wanted =
              new NewVolume(
                  Ownership.newName(machine),
                  gibibytes,
                  source,
                  clones ? Optional.empty() : settings.volumeType(),
                  clones ? Optional.empty() : volumes.zoneFor(settings.zone()),
                  home.ownership().of(machine));
          return new DiskHandle(
              VOLUME + volumes.create(wanted, "the disk") + CLOUD + services.get().cloud());
        });
  }

  /** {@inheritDoc} The volume stays where it is. */
  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    CloudCalls.translated(
        () -> {
          volumes().awaitAvailable(volume(disk), "the disk", CloudCalls.SOON);
          services.get().cinder().setMetadata(volume(disk), Map.of(Ownership.KEPT, "true"));
        });
    return disk;
  }

  /** {@inheritDoc} Those of another cloud are not. */
  @Override
  public boolean owns(DiskHandle disk) {
    try {
      return disk.id().startsWith(VOLUME) && disk.id().endsWith(CLOUD + services.get().cloud());
    } catch (BuildException e) {
      // Which cloud it would be is not known, as in a plan without credentials.
      return false;
    }
  }

  @Override
  public boolean has(DiskHandle disk) {
    try {
      return owns(disk)
          && services
              .get()
              .cinder()
              .volume(volume(disk))
              .filter(volume -> !volume.isBroken() && !volume.isGoing())
              .isPresent();
    } catch (BuildException e) {
      if (e.failure() == Failure.CANCELLED) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    return FileHandles.of(file);
  }

  /** {@inheritDoc} The cloud makes an image of the volume, which is deleted again. */
  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    Optional<String> volume = volumeIn(disk);
    if (volume.isEmpty()) {
      return FileHandles.file(disk);
    }
    // Of two builds at the same time, which may continue one disk.
    Path lock = home.directory().resolve("export-" + volume.get().charAt(0) + ".lock");
    try (LockFile _ = calls.lock(lock, "waiting for another build, which downloads a disk")) {
      return CloudCalls.translated(
          () -> {
            volumes().awaitAvailable(volume.get(), "the disk", CloudCalls.COPIED);
            return images().download(volume.get(), directory);
          });
    } catch (IOException e) {
      throw home.failure(e);
    }
  }

  @Override
  public void deleteDisk(DiskHandle disk) {
    volumeIn(disk)
        .ifPresent(
            volume ->
                calls.delete(it -> new CloudVolumes(services.get().cinder(), it).delete(volume)));
  }

  /** {@inheritDoc} It is uploaded when a machine starts that needs it. */
  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    return new MediumHandle(sharing + ":" + image.toAbsolutePath());
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    // What was made of it was deleted with the machine.
  }

  /** {@inheritDoc} False where four bytes of the medium's copy in the cloud avoid the prompt. */
  @Override
  public boolean awaitsKey(BootPrompt prompt) {
    return prompt.bypass().isEmpty();
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    return CloudCalls.translated(
        () ->
            new ServerStart(
                    services.get(), settings, home.ownership(), calls, home.directory(), machine)
                .run(logDirectory));
  }

  private CloudVolumes volumes() {
    return new CloudVolumes(services.get().cinder(), calls);
  }

  private CloudImages images() {
    return new CloudImages(services.get(), home.ownership(), calls, runner);
  }
}
