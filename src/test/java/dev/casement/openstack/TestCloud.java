package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Keystone and Glance on 127.0.0.1, shared by all tests of a JVM; they end with it, since
 * they watch their standard input.
 */
public final class TestCloud {
  /** For a test that must have it alone: there are some that kill Glance. */
  public static final String LOCK = "OpenStack";

  private static @Nullable TestCloud shared;

  private final Path directory;
  private final Process process;
  private final Map<String, OpenStackClient> clients = new ConcurrentHashMap<>();

  private TestCloud(Path directory) throws IOException {
    this.directory = directory;
    Path log = directory.resolveSibling("openstack.log");
    Files.deleteIfExists(log);
    this.process =
        new ProcessBuilder("src/it/openstack/cloud", "up", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Begins to bring it up, if nobody has. */
  public static synchronized TestCloud start() {
    TestCloud cloud = shared;
    if (cloud == null) {
      try {
        Path home = Files.createDirectories(Path.of("target", "openstack").toAbsolutePath());
        cloud = new TestCloud(Files.createTempDirectory(home, "run-").resolve("cloud"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      shared = cloud;
    }
    return cloud;
  }

  /** The cloud, once it answers. */
  public static TestCloud ready() {
    TestCloud cloud = start();
    Path log = cloud.directory.resolveSibling("openstack.log");
    try {
      while (!Files.exists(log) || !Files.readString(log).contains("ready ")) {
        if (cloud.process.waitFor(200, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("the test cloud did not come up: " + Files.readString(log));
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

  public CloudConfig config(String name) {
    return new CloudFiles(directory, environment()).find(Optional.of(name));
  }

  /** What clouds.yaml says, for tests that write one of their own. */
  public JsonNode clouds() {
    try {
      return JsonMapper.shared().readTree(Files.readString(directory.resolve("clouds.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process id of Glance's parent process. */
  public long glance() {
    try {
      return Long.parseLong(Files.readString(directory.resolve("glance.pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the openstack client as one of the clouds; what it printed. */
  public String openstack(String cloud, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("openstack", "--os-cloud", cloud));
    argv.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("openstack", ".out");
      Path errors = Files.createTempFile("openstack", ".err");
      ProcessBuilder builder = new ProcessBuilder(argv);
      builder.environment().putAll(environment());
      Process client =
          builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      client.getOutputStream().close();
      boolean ended = client.waitFor(60, TimeUnit.SECONDS);
      assertThat(ended).as("%s ended", argv).isTrue();
      assertThat(client.exitValue()).as("%s: %s", argv, Files.readString(errors)).isZero();
      String text = Files.readString(output, StandardCharsets.UTF_8);
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

  /** As {@link #openstack}, read as JSON. */
  public JsonNode ask(String cloud, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-f", "json"));
    return OpenStackClient.canBeAsked(all)
        ? clients.computeIfAbsent(cloud, this::client).ask(all)
        : JsonMapper.shared().readTree(openstack(cloud, all.toArray(new String[0])));
  }

  private OpenStackClient client(String cloud) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("OS_CLOUD", cloud);
    try {
      return new OpenStackClient(environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
