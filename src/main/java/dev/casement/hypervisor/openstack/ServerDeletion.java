package dev.casement.hypervisor.openstack;

import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deletes servers, and waits until they are gone: their volumes cannot be used or deleted before.
 */
record ServerDeletion(Nova nova, CloudCalls calls) {
  /** Source: Compute API, "Servers", status; some clouds keep what is deleted for a while. */
  private static final Set<String> GONE = Set.of("DELETED", "SOFT_DELETED");

  /**
   * How long until a deletion is asked for again: one that met a host whose service had died is
   * never done, but Nova does without the host once it knows (seen with Nova 26.2).
   */
  private static final Duration AGAIN = Duration.ofSeconds(45);

  /** Deletes the server of a name that only one has, if it exists. */
  void byName(String name) {
    calls.cleanUp(
        "server " + name,
        "openstack server delete " + name,
        () -> nova.find(name).ifPresent(server -> byId(server.id())));
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
          if (server.filter(it -> !GONE.contains(it.status())).isEmpty()) {
            return Optional.of(true);
          }
          Instant now = calls.timer().instant();
          if (now.isAfter(asked.get().plus(AGAIN))) {
            asked.set(now);
            nova.delete(id, false);
          }
          return Optional.empty();
        });
  }
}
