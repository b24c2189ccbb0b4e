package dev.casement.pipeline.trial;

import dev.casement.http.Web;
import dev.casement.openstack.compute.NewServer;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.report.BuildException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A server in a cloud that exists until it is closed. If it cannot be deleted, the user is told of
 * it.
 */
final class TrialServer implements AutoCloseable {
  /** Time for Nova to delete it; the image can be deleted only afterwards. */
  private static final Duration GOING = Duration.ofMinutes(3);

  /** Source: Compute API, "Servers", status; some clouds keep what is deleted for a while. */
  private static final Set<String> GONE = Set.of("DELETED", "SOFT_DELETED");

  private final Nova nova;
  private final String id;
  private final Duration look;
  private final PublishListener listener;

  private TrialServer(Nova nova, String id, Duration look, PublishListener listener) {
    this.nova = nova;
    this.id = id;
    this.look = look;
    this.listener = listener;
  }

  /**
   * Starts a server. If that fails, none is left.
   *
   * @param look how long to wait before its state is asked for again
   */
  static TrialServer start(Nova nova, NewServer server, Duration look, PublishListener listener) {
    try {
      return new TrialServer(nova, nova.create(server), look, listener);
    } catch (BuildException e) {
      deleteUnconfirmed(nova, server.name(), listener, e);
      throw e;
    }
  }

  /** The request may have arrived although its answer did not. */
  private static void deleteUnconfirmed(
      Nova nova, String name, PublishListener listener, BuildException failure) {
    // An interrupt would abort this.
    boolean interrupted = Thread.interrupted();
    try {
      nova.find(name).ifPresent(found -> nova.delete(found.id(), interrupted));
    } catch (BuildException e) {
      failure.addSuppressed(e);
      listener.warn(
          "whether server " + name + " was created could not be found out: openstack server list");
    } finally {
      restore(interrupted);
    }
  }

  String id() {
    return id;
  }

  /** Deletes it, and waits until it is gone; not if the user waits for Casement to exit. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      if (interrupted) {
        listener.warn("deleting server " + id);
      }
      if (nova.delete(id, interrupted) && !interrupted) {
        awaitGone();
      }
    } catch (BuildException e) {
      listener.warn(
          "server "
              + id
              + " could not be deleted ("
              + e.what()
              + "): openstack server delete "
              + id);
    } finally {
      restore(interrupted);
    }
  }

  private void awaitGone() {
    long looks = Math.max(1, GOING.dividedBy(look));
    Optional<Server> server = nova.server(id);
    for (long count = 1;
        count < looks && server.filter(TrialServer::isThere).isPresent();
        count++) {
      Web.pause(look);
      server = nova.server(id);
    }
    server
        .filter(it -> !GONE.contains(it.status()))
        .ifPresent(
            it ->
                listener.warn(
                    "server "
                        + id
                        + " is still "
                        + it.state()
                        + " after its deletion: openstack"
                        + " server show "
                        + id));
  }

  /** Whether it may still go away by itself. */
  private static boolean isThere(Server server) {
    return !GONE.contains(server.status()) && !server.status().equals("ERROR");
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
