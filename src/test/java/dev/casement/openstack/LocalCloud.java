package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cloud on 127.0.0.1 that a script runs until this JVM ends, whose end it sees on its standard
 * input. The script's own help says what is in it.
 */
public abstract class LocalCloud {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String script;
  private final Path directory;
  private final Process process;
  private final Map<String, OpenStackClient> clients = new ConcurrentHashMap<>();

  /** Begins to bring it up. */
  LocalCloud(String script, String name) {
    this.script = script;
    try {
      Path home = Files.createDirectories(Path.of("target", "openstack").toAbsolutePath());
      this.directory = Files.createTempDirectory(home, name + "-").resolve("cloud");
      this.process =
          new ProcessBuilder(script, "up", directory.toString())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolveSibling("log");
  }

  /** Waits until it answers. The logs that it shows when it fails have lines with "ready", too. */
  final void awaitReady() {
    try {
      while (Files.readString(log()).lines().noneMatch(line -> line.startsWith("ready /"))) {
        if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("the test cloud did not come up: " + Files.readString(log()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public final Path directory() {
    return directory;
  }

  /** The variables with which Casement and the openstack client find it. */
  public final Map<String, String> environment() {
    return Map.of("OS_CLIENT_CONFIG_FILE", directory.resolve("clouds.yaml").toString());
  }

  /** One of the clouds in its clouds.yaml. */
  public final CloudConfig config(String name) {
    return new CloudFiles(directory, environment()).find(Optional.of(name));
  }

  /** Runs the openstack client as one of the clouds; what it printed. */
  public final String openstack(String cloud, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("openstack", "--os-cloud", cloud));
    argv.addAll(List.of(arguments));
    return run(argv);
  }

  /** As {@link #openstack}, read as JSON. */
  public final JsonNode ask(String cloud, String... arguments) {
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

  /** Runs a command of the script; what it printed. */
  final String run(String command, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(script, command, directory.toString()));
    argv.addAll(List.of(arguments));
    return run(argv);
  }

  private String run(List<String> argv) {
    try {
      Path output = Files.createTempFile("cloud", ".out");
      Path errors = Files.createTempFile("cloud", ".err");
      ProcessBuilder builder = new ProcessBuilder(argv);
      builder.environment().putAll(environment());
      Process started =
          builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      started.getOutputStream().close();
      boolean ended = started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as("%s ended", argv).isTrue();
      assertThat(started.exitValue()).as("%s: %s", argv, Files.readString(errors)).isZero();
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
