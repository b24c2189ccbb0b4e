package dev.casement.pipeline.trial;

import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.compute.Flavor;
import dev.casement.openstack.compute.NewServer;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.Acceptance;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.recipe.PublishTrial;
import dev.casement.report.BuildException;
import dev.casement.report.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Starts a server from an uploaded image in the cloud itself, listens to its cloudbase-init, and
 * deletes the server.
 */
public final class CloudTrial implements Acceptance {
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** Short enough for NetBIOS with six more characters, or cloudbase-init would shorten it. */
  private static final String PREFIX = "casement-";

  /** Until when a server may be needed. A later trial deletes it then: its own was killed. */
  private static final String NEEDED_UNTIL = "casement_trial_until";

  /** What users expect of an instance: plugins, and what is missing without them. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "CreateUserPlugin", "no user was made",
          "ExtendVolumesPlugin", "the volume did not grow to the size of the disk");

  /** Longer than starting and deleting a server may take. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final PublishTrial wanted;
  private final Path evidence;
  private final Duration look;

  /**
   * @param evidence the directory for the logs of a trial that failed, in one directory per cloud;
   *     created then
   */
  public CloudTrial(PublishTrial wanted, Path evidence) {
    this(wanted, evidence, LOOK);
  }

  CloudTrial(PublishTrial wanted, Path evidence, Duration look) {
    this.wanted = wanted;
    this.evidence = evidence;
    this.look = look;
  }

  @Override
  public void requireReady(Compute compute) {
    List<Flavor> all = compute.nova().flavors();
    wanted.flavor().ifPresent(name -> requireRoom(compute, Flavor.named(name, all)));
    network(compute);
    requireKeypair(compute);
  }

  @Override
  public String test(Compute compute, StoredImage image, Clock clock, PublishListener listener) {
    Nova nova = compute.nova();
    List<Flavor> all = nova.flavors();
    Flavor flavor =
        wanted
            .flavor()
            .map(name -> Flavor.named(name, all))
            .orElseGet(() -> Flavor.smallest(image.minRam(), image.minDisk(), all));
    for (Server left : leftovers(nova, clock)) {
      nova.delete(left.id(), false);
      listener.progress(
          OptionalInt.empty(), "deleted server " + left.id() + " of a trial that was killed");
    }
    requireRoom(compute, flavor);
    NewServer server = server(image, flavor, network(compute), clock.instant());
    listener.progress(
        OptionalInt.empty(), "starting server " + server.name() + " of flavor " + flavor.name());
    try (TrialServer started = TrialServer.start(nova, server, look, listener)) {
      ServerWatch watch =
          new ServerWatch(nova, started.id(), wanted.limit(), look, clock, listener);
      watch(watch, directory(compute), flavor);
      tellDoubts(nova, started.id(), watch.heard(), listener);
      return "tried a server of flavor "
          + flavor.name()
          + ": "
          + Trial.summary(watch.heard().version(), watch.heard().plugins().size(), watch.elapsed());
    }
  }

  private void watch(ServerWatch watch, Path directory, Flavor flavor) {
    try {
      watch.untilDone();
    } catch (BuildException e) {
      throw new BuildException(
          e.failure(), e.what(), e.remedy() + keep(watch, directory, flavor, e), e);
    }
  }

  private NewServer server(
      StoredImage image, Flavor flavor, Optional<String> network, Instant now) {
    Instant until = now.plus(wanted.limit()).plus(MARGIN).truncatedTo(ChronoUnit.SECONDS);
    return new NewServer(
        PREFIX + UUID.randomUUID().toString().substring(0, 6),
        new NewServer.Boot.FromImage(image.id(), ConfigDrive.SCRIPT),
        flavor.id(),
        network,
        wanted.keypair(),
        Optional.empty(),
        Map.of(Marks.IMAGE, image.id(), NEEDED_UNTIL, until.toString()));
  }

  private Optional<String> network(Compute compute) {
    return wanted.network().map(compute.neutron()::network);
  }

  private void requireKeypair(Compute compute) {
    wanted
        .keypair()
        .filter(name -> !compute.nova().hasKeypair(name))
        .ifPresent(
            name -> {
              throw PublishFailures.of(
                  "the user has no key pair \"" + name + "\" in the cloud " + compute.cloud(),
                  "see openstack keypair list, or create it");
            });
  }

  private static void requireRoom(Compute compute, Flavor flavor) {
    compute
        .nova()
        .headroom()
        .flatMap(headroom -> headroom.lacksFor(flavor))
        .ifPresent(
            lack -> {
              throw PublishFailures.of(
                  "a server of flavor "
                      + flavor.name()
                      + " cannot be started: the quota of the project "
                      + lack,
                  "delete servers that are not needed, name a smaller flavor, or ask for a larger"
                      + " quota");
            });
  }

  /** The servers of trials that were killed, in the project of the credentials. */
  public static List<Server> leftovers(Nova nova, Clock clock) {
    Instant now = clock.instant();
    String names = PREFIX + "[0-9a-f]{6}";
    return nova.servers("^" + names + "$").stream()
        // Nova may be one that ignores the filter.
        .filter(server -> server.name().matches(names) && isLeftover(server, now))
        .toList();
  }

  private static boolean isLeftover(Server server, Instant now) {
    String until = server.metadata().getOrDefault(NEEDED_UNTIL, "");
    try {
      return !until.isEmpty() && Instant.parse(until).isBefore(now);
    } catch (DateTimeException e) {
      // Somebody has changed it.
      return false;
    }
  }

  private void tellDoubts(Nova nova, String id, CloudbaseInitLog heard, PublishListener listener) {
    if (heard.hostName().isEmpty()) {
      listener.warn("trial: cloudbase-init did not say that it set the host name");
    }
    EXPECTED.forEach(
        (plugin, lack) -> {
          if (!heard.plugins().contains(plugin)) {
            listener.warn("trial: cloudbase-init did not run " + plugin + ": " + lack);
          }
        });
    for (String warning : heard.warnings()) {
      listener.warn("trial: cloudbase-init: " + Printable.line(warning));
    }
    boolean asked = wanted.network().isPresent() && wanted.keypair().isPresent();
    if (asked && !nova.hasPassword(id)) {
      listener.warn(
          "trial: the server posted no password to the metadata service; it does so only if http"
              + " is the first of cloudbaseInit.metadataServices and reachable");
    }
  }

  private Path directory(Compute compute) {
    return evidence.resolve(compute.cloud().replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  /** Keeps what is known of a trial that failed; returns where, a clause. */
  private static String keep(
      ServerWatch watch, Path directory, Flavor flavor, BuildException failure) {
    try {
      BuildDirectories.makePrivate(directory);
      Files.writeString(directory.resolve("console.log"), watch.console());
      Files.writeString(
          directory.resolve("failure.txt"),
          Printable.line(failure.what())
              + "\nflavor: "
              + Printable.line(flavor.name())
              + "\nstate: "
              + Printable.line(watch.state())
              + "\n");
      return "; the server's console log is in " + directory;
    } catch (IOException | BuildException e) {
      failure.addSuppressed(e);
      return "; its console log could not be written to " + directory;
    }
  }
}
