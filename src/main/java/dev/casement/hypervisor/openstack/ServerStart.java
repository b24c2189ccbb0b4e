package dev.casement.hypervisor.openstack;

import dev.casement.files.RotatingLog;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.compute.Flavor;
import dev.casement.openstack.compute.NewServer;
import dev.casement.openstack.compute.NewServer.Drive;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.image.ImageData;
import dev.casement.openstack.volume.NewVolume;
import dev.casement.report.BuildException;
import dev.casement.report.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a server as a machine demands it: uploads the media, makes volumes of them, and asks Nova
 * for a server that boots from the disk, or from the first CD while the disk is not bootable.
 */
final class ServerStart {
  /** For a host to attach the volumes. */
  private static final Duration STARTED = Duration.ofMinutes(30);

  private static final long LOG_LIMIT = 256L << 20;

  private final CloudServices cloud;
  private final ServerSettings settings;
  private final Ownership ownership;
  private final CloudCalls calls;
  private final CloudVolumes volumes;
  private final CloudMedia media;
  private final MachineSpec machine;

  /** What undoes what has been done so far, the latest first. */
  private final Deque<Runnable> undo = new ArrayDeque<>();

  ServerStart(
      CloudServices cloud,
      ServerSettings settings,
      Ownership ownership,
      CloudCalls calls,
      Path locks,
      MachineSpec machine) {
    this.cloud = cloud;
    this.settings = settings;
    this.ownership = ownership;
    this.calls = calls;
    this.volumes = new CloudVolumes(cloud.cinder(), calls);
    this.media = new CloudMedia(cloud, ownership, calls, locks);
    this.machine = machine;
  }

  /** Starts it; if that fails, nothing is left of it. */
  VirtualMachine run(Path logDirectory) {
    requirePossible();
    try {
      Nova nova = cloud.compute().nova();
      Flavor flavor = flavor(nova);
      NewServer server = server(flavor, drives());
      calls.tell("starting server " + server.name() + " of flavor " + flavor.name());
      String id = create(nova, server);
      awaitStart(nova, id);
      // Fails where the hosts keep no console logs.
      nova.console(id);
      tellConsole(id, logDirectory);
      RotatingLog log = new RotatingLog(logDirectory.resolve(Hypervisor.SERIAL_LOG), LOG_LIMIT);
      undo.push(log::close);
      return new CloudServer(nova, id, calls, log, this::undo);
    } catch (RuntimeException e) {
      undo();
      throw e;
    }
  }

  /** For whoever wants to see what the guest shows; the address itself is a secret for a while. */
  private void tellConsole(String id, Path logDirectory) {
    String command = "openstack --os-cloud " + cloud.cloud() + " console url show " + id;
    calls.tell("the screen: " + command);
    try {
      Files.writeString(logDirectory.resolve("console.txt"), Printable.line(command) + "\n");
    } catch (IOException e) {
      calls.progress().warn("console.txt cannot be written: " + e);
    }
  }

  private void undo() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  private void requirePossible() {
    if (machine.floppy().isPresent()) {
      throw new IllegalArgumentException("servers have no floppy drive");
    }
    if (machine.prompt().filter(prompt -> prompt.bypass().isEmpty()).isPresent()) {
      throw CloudCalls.failure(
          "the install medium waits for a key before it boots, which nobody can press in a cloud:"
              + " it has no efi/microsoft/boot/efisys_noprompt.bin that boots without",
          "use Microsoft's own ISO, set machine.firmware to bios, or build with --hypervisor qemu");
    }
  }

  private Flavor flavor(Nova nova) {
    Flavor flavor = settings.choose(machine.cpus(), machine.memory(), nova.flavors());
    nova.headroom()
        .flatMap(headroom -> headroom.lacksFor(flavor))
        .ifPresent(
            lack -> {
              throw CloudCalls.failure(
                  "a server of flavor "
                      + flavor.name()
                      + " cannot be started: the quota of the project "
                      + lack,
                  "delete servers that are not needed, name a smaller"
                      + " machine.openstack.flavor, or ask for a larger quota");
            });
    return flavor;
  }

  private List<Drive> drives() {
    String disk = OpenStackHypervisor.volume(machine.disk());
    List<Drive> drives = new ArrayList<>();
    drives.add(new Drive(new Drive.Source.Volume(disk), machine.diskBus().id(), Optional.of(0)));
    for (int i = 0; i < machine.cds().size(); i++) {
      boolean first = i == 0;
      String volume = cd(OpenStackHypervisor.medium(machine.cds().get(i)), first);
      drives.add(
          new Drive(
              new Drive.Source.Cd(volume),
              ServerProperties.cdBus(machine),
              first ? Optional.of(1) : Optional.empty()));
    }
    Map<String, String> properties = new HashMap<>(ServerProperties.of(machine));
    // An image that Cinder makes of the volume inherits them.
    properties.putAll(ownership.of(machine.name()));
    volumes.prepareDisk(disk, properties);
    return drives;
  }

  /** A volume of a medium; of a run's own medium, nothing else remains. */
  private String cd(OpenStackHypervisor.Medium medium, boolean first) {
    String name = String.valueOf(medium.file().getFileName());
    CloudMedia.Uploaded uploaded =
        media.image(
            medium.file(),
            medium.sharing(),
            machine.name(),
            first ? replacement() : Optional.empty());
    String image = uploaded.image().id();
    try {
      String volume =
          volumes.create(
              new NewVolume(
                  Ownership.newName(machine.name()),
                  uploaded.gibibytes(),
                  Optional.of(new NewVolume.Source.Image(image)),
                  Optional.empty(),
                  volumes.zoneFor(settings.zone()),
                  ownership.of(machine.name())),
              name);
      undo.push(
          () ->
              calls.cleanUp(
                  "volume", volume, it -> new CloudVolumes(cloud.cinder(), it).delete(volume)));
      return volume;
    } finally {
      if (medium.isOfRun()) {
        calls.cleanUp("image", image, _ -> cloud.glance().delete(image));
      }
    }
  }

  /** The four bytes that make the first CD boot without a key. */
  private Optional<ImageData.Replacement> replacement() {
    return machine
        .prompt()
        .flatMap(prompt -> prompt.bypass())
        .map(
            bypass ->
                new ImageData.Replacement(
                    bypass.position(),
                    ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) bypass.sector())
                        .array()));
  }

  private NewServer server(Flavor flavor, List<Drive> drives) {
    Optional<String> network =
        machine.network() == MachineSpec.Network.OUTBOUND
            ? settings.network().map(cloud.compute().neutron()::network)
            : Optional.empty();
    return new NewServer(
        Ownership.newName(machine.name()),
        new NewServer.Boot.FromDrives(drives),
        flavor.id(),
        network,
        Optional.empty(),
        settings.zone(),
        ownership.of(machine.name()));
  }

  private String create(Nova nova, NewServer server) {
    try {
      String id = nova.create(server);
      undo.push(() -> calls.cleanUp("server", id, it -> new ServerDeletion(nova, it).byId(id)));
      return id;
    } catch (RuntimeException e) {
      calls.cleanUp(
          "server", server.name(), it -> new ServerDeletion(nova, it).byName(server.name()));
      throw e;
    }
  }

  private void awaitStart(Nova nova, String id) {
    calls.await(
        "server " + id + " to start",
        STARTED,
        () -> {
          Server server =
              nova.server(id)
                  .orElseThrow(
                      () ->
                          CloudCalls.failure(
                              "server " + id + " was deleted by somebody else", "build again"));
          if (server.status().equals("ERROR")) {
            throw fault(server);
          }
          return server.status().equals("BUILD") ? Optional.empty() : Optional.of(server);
        });
  }

  private static BuildException fault(Server server) {
    String why = server.fault().isEmpty() ? "without a reason" : server.fault();
    return CloudCalls.failure(
        "the cloud could not start server " + server.id() + ": " + Printable.line(why),
        why.contains("No valid host") || why.contains("Exhausted all hosts")
            ? "name another machine.openstack.flavor or availabilityZone, or ask the operator of the"
                + " cloud which host offers what the machine needs (firmware, TPM, Secure Boot)"
            : "try again later; if this persists, ask the operator of the cloud");
  }
}
