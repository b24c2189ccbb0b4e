package dev.casement.openstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Keystone and Glance, shared by all tests of a JVM. */
public final class TestCloud extends LocalCloud {
  /** For a test that must have it alone: there are some that kill Glance. */
  public static final String LOCK = "OpenStack";

  private static @Nullable TestCloud shared;

  private TestCloud() {
    super("src/it/openstack/cloud", "images");
  }

  /** Begins to bring it up, if nobody has. */
  public static synchronized TestCloud start() {
    TestCloud cloud = shared;
    if (cloud == null) {
      cloud = new TestCloud();
      shared = cloud;
    }
    return cloud;
  }

  /** The cloud, once it answers. */
  public static TestCloud ready() {
    TestCloud cloud = start();
    cloud.awaitReady();
    return cloud;
  }

  /** What clouds.yaml says, for tests that write one of their own. */
  public JsonNode clouds() {
    try {
      return JsonMapper.shared().readTree(Files.readString(directory().resolve("clouds.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process id of Glance's parent process. */
  public long glance() {
    try {
      return Long.parseLong(Files.readString(directory().resolve("glance.pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
