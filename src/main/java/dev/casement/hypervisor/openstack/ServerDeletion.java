package dev.casement.hypervisor.openstack;

import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deletes servers, and waits until they are gone: their volumes cannot be used or deleted before.
 */
record ServerDeletion(Nova nova, CloudCalls calls) {
  /**
   * Statuses of a deleted server; source: Compute API, "Servers". Some clouds keep it for a while,
   * with its volumes (Nova, reclaim_instance_interval), unless its deletion is forced.
   */
  private static final String GONE = "DELETED";

  private static final String KEPT = "SOFT_DELETED";

  /**
   * How long until a deletion is asked for again: one that met a host whose service had died is
   * never done, but Nova does without the host once it knows (seen with Nova 26.2).
   */
  private static final Duration AGAIN = Duration.ofSeconds(45);

  /** Deletes the server of a name that only one has, whose creation was not confirmed. */
  void byName(String name) {
    calls.seek(() -> nova.find(name)).ifPresent(server -> byId(server.id()));
  }

  /** Deletes a server, if it exists. */
  void byId(String id) {
    if (!nova.delete(id, false)) {
      return;
    }
    AtomicReference<Instant> asked = new AtomicReference<>(calls.timer().instant());
    calls.await(
        "server " + id + " to be deleted",
        CloudCalls.SOON,
        () -> {
          Optional<Server> server = nova.server(id);
          if (server.filter(it -> !it.status().equals(GONE)).isEmpty()) {
            return Optional.of(true);
          }
          Instant now = calls.timer().instant();
          if (server.get().status().equals(KEPT)) {
            nova.forceDelete(id);
          } else if (now.isAfter(asked.get().plus(AGAIN))) {
            asked.set(now);
            nova.delete(id, false);
          }
          return Optional.empty();
        });
  }
}
