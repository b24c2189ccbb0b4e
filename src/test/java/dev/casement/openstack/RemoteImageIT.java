package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.verify.ImageOfWindows;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Images in a real Glance, read in parts. */
@ResourceLock(TestCloud.LOCK)
class RemoteImageIT {
  @TempDir Path directory;

  @Test
  void verifyFindsInTheCloudWhatItFindsOnTheHost() {
    Path image = ImageOfWindows.uefi().build(directory);
    TestCloud cloud = TestCloud.ready();
    cloud.openstack(
        "builder", "image", "create", "--disk-format=raw", "--file", image + "", "to-verify");
    Shell here = new Shell();
    Shell there = new Shell(cloud.environment());

    assertThat(here.run("verify", image.toString())).isZero();
    assertThat(there.run("verify", "--cloud", "builder", "--image", "to-verify"))
        .as(there.err())
        .isZero();
    assertThat(there.out()).contains("[min-disk-too-small]", "[min-ram-too-small]", "2 warnings");

    cloud.openstack("builder", "image", "set", "--min-disk=1", "--min-ram=2048", "to-verify");
    there.forget();
    assertThat(there.run("verify", "--cloud", "builder", "--image", "to-verify"))
        .as(there.err())
        .isZero();

    String[] told = there.out().split("\n", 2);
    assertThat(told[0]).matches("[0-9]+ B of 44M transferred");
    assertThat(told[1]).isEqualTo(here.out());
    cloud.openstack("builder", "image", "delete", "to-verify");
  }
}
