package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real OpenStack on 127.0.0.1 that runs servers, shared by all tests of a JVM; it ends with it,
 * since it watches its standard input. Needs root, and takes a minute or two to come up.
 */
public final class ComputeCloud {
  /** For a test that must have it alone: there are some that kill its services. */
  public static final String LOCK = "OpenStack that runs servers";

  private static final String SCRIPT = "src/it/openstack/compute/cloud";

  private static @Nullable ComputeCloud shared;

  private final Path directory;
  private final Process process;

  private ComputeCloud(Path directory) throws IOException {
    this.directory = directory;
    this.process =
        new ProcessBuilder(SCRIPT, "up", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
  }

  private Path log() {
    return directory.resolveSibling("compute.log");
  }

  /** Begins to bring it up, if nobody has. */
  public static synchronized ComputeCloud start() {
    ComputeCloud cloud = shared;
    if (cloud == null) {
      try {
        Path home = Files.createDirectories(Path.of("target", "openstack").toAbsolutePath());
        cloud = new ComputeCloud(Files.createTempDirectory(home, "compute-").resolve("cloud"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      shared = cloud;
    }
    return cloud;
  }

  /** The cloud, once servers can be started in it. */
  public static ComputeCloud ready() {
    ComputeCloud cloud = start();
    try {
      while (!Files.readString(cloud.log()).contains("ready ")) {
        if (cloud.process.waitFor(200, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              "the test cloud did not come up: " + Files.readString(cloud.log()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return cloud;
  }

  public Path directory() {
    return directory;
  }

  /** The variables with which Casement and the openstack client find it. */
  public Map<String, String> environment() {
    return Map.of("OS_CLIENT_CONFIG_FILE", directory.resolve("clouds.yaml").toString());
  }

  /** One of its clouds: builder, reader, stranger or admin. */
  public CloudConfig config(String name) {
    return new CloudFiles(directory, environment()).find(Optional.of(name));
  }

  /** Kills a service, such as nova-compute, with all that belongs to it; servers run on. */
  public void kill(String service) {
    run(List.of(SCRIPT, "kill", directory.toString(), service));
  }

  /** Stops a service without ending it: it answers no more, and nobody is told. */
  public void freeze(String service) {
    run(List.of(SCRIPT, "kill", directory.toString(), service, "STOP"));
  }

  public void thaw(String service) {
    run(List.of(SCRIPT, "kill", directory.toString(), service, "CONT"));
  }

  /** Starts a service that was killed, and waits until it works. */
  public void restart(String service) {
    run(List.of(SCRIPT, "start", directory.toString(), service));
  }

  /** Asks the cloud's libvirt; what it printed. */
  public String virsh(String... arguments) {
    List<String> argv = new ArrayList<>(List.of(SCRIPT, "virsh", directory.toString()));
    argv.addAll(List.of(arguments));
    return run(argv);
  }

  /** Runs the openstack client as one of the clouds; what it printed. */
  public String openstack(String cloud, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("openstack", "--os-cloud", cloud));
    argv.addAll(List.of(arguments));
    return run(argv);
  }

  /** As {@link #openstack}, read as JSON. */
  public JsonNode ask(String cloud, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-f", "json"));
    return JsonMapper.shared().readTree(openstack(cloud, all.toArray(new String[0])));
  }

  private String run(List<String> argv) {
    try {
      Path output = Files.createTempFile("compute", ".out");
      Path errors = Files.createTempFile("compute", ".err");
      ProcessBuilder builder = new ProcessBuilder(argv);
      builder.environment().putAll(environment());
      Process client =
          builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      client.getOutputStream().close();
      boolean ended = client.waitFor(180, TimeUnit.SECONDS);
      assertThat(ended).as("%s ended", argv).isTrue();
      assertThat(client.exitValue()).as("%s: %s", argv, Files.readString(errors)).isZero();
      String text = Files.readString(output);
      Files.delete(output);
      Files.delete(errors);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
