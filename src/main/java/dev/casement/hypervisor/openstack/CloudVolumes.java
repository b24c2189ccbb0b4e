package dev.casement.hypervisor.openstack;

import dev.casement.openstack.volume.Cinder;
import dev.casement.openstack.volume.NewVolume;
import dev.casement.openstack.volume.Volume;
import dev.casement.report.BuildException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The volumes of builds: disks, and CDs made of images. */
final class CloudVolumes {
  /**
   * Statuses of a volume that something else is being done with; source: Cinder, objects/fields.
   */
  private static final Set<String> BUSY =
      Set.of(
          "in-use", "attaching", "detaching", "reserved", "uploading", "creating", "downloading");

  private final Cinder cinder;
  private final CloudCalls calls;

  CloudVolumes(Cinder cinder, CloudCalls calls) {
    this.cinder = cinder;
    this.calls = calls;
  }

  /**
   * Creates a volume, which is available when this returns; if that fails, none is left.
   *
   * @param what it is for, in messages
   * @throws BuildException CLOUD
   */
  String create(NewVolume wanted, String what) {
    requireRoom(wanted, what);
    String id = request(wanted);
    try {
      awaitAvailable(id, what, CloudCalls.COPIED);
      return id;
    } catch (RuntimeException e) {
      calls.cleanUp("volume", id, it -> new CloudVolumes(cinder, it).delete(id));
      throw e;
    }
  }

  /**
   * Where volumes of servers in an availability zone belong: in the zone of that name, if volumes
   * have such a zone; else it is the cloud's choice. There are clouds whose servers use only
   * volumes of their own zone; source: Nova, {@code cinder.cross_az_attach}.
   */
  Optional<String> zoneFor(Optional<String> servers) {
    return servers.filter(cinder::hasZone);
  }

  private String request(NewVolume wanted) {
    try {
      return cinder.create(wanted);
    } catch (RuntimeException e) {
      // The request may have arrived although its answer has not.
      calls.cleanUp(
          "volume",
          wanted.name(),
          it ->
              it.seek(() -> cinder.find(wanted.name()))
                  .ifPresent(made -> new CloudVolumes(cinder, it).delete(made.id())));
      throw e;
    }
  }

  private void requireRoom(NewVolume wanted, String what) {
    cinder
        .lacksFor(1, wanted.size())
        .ifPresent(
            lack -> {
              throw CloudCalls.failure(
                  "a volume of "
                      + wanted.size()
                      + " GiB for "
                      + what
                      + " cannot be created: the quota of the project "
                      + lack,
                  "delete volumes that are not needed, or ask for a larger quota");
            });
  }

  /** Waits until nothing is being done with a volume. */
  void awaitAvailable(String id, String what, Duration limit) {
    calls.await(
        "volume " + id + " for " + what + " to be available",
        limit,
        () -> {
          Volume volume = cinder.volume(id).orElseThrow(() -> vanished(id));
          if (volume.isBroken()) {
            throw CloudCalls.failure(
                "volume " + id + " for " + what + " became " + volume.status(),
                "see openstack volume message list, or ask the operator of the cloud; the volume"
                    + " service may have no room");
          }
          return Optional.of(volume).filter(it -> it.is("available"));
        });
  }

  static BuildException vanished(String id) {
    return CloudCalls.failure(
        "there is no volume " + id + " any more: somebody else has deleted it",
        "build again; with --fresh if an earlier build's volume is missing");
  }

  /**
   * Deletes a volume, if it exists, once no server uses it any more. The cloud may take minutes to
   * erase it, which nobody waits for.
   */
  void delete(String id) {
    boolean going =
        calls.await(
            "volume " + id + " to be unused",
            CloudCalls.SOON,
            () -> {
              Optional<Volume> volume = cinder.volume(id);
              if (volume.filter(it -> it.is("reserved")).isPresent()) {
                cinder.removeReservations(id);
              }
              return volume.filter(it -> BUSY.contains(it.status())).isPresent()
                  ? Optional.empty()
                  // Nova deletes the volumes of CDs with the server.
                  : Optional.of(volume.filter(it -> !it.isGoing()).isEmpty());
            });
    if (!going) {
      cinder.delete(id, false);
    }
  }

  /** Prepares a disk for a server that boots from it. */
  void prepareDisk(String id, Map<String, String> properties) {
    cinder.setBootable(id);
    cinder.setImageProperties(id, properties);
  }
}
