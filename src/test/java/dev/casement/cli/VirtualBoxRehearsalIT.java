package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.virtualbox.RealVirtualBox;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Whole rehearsals on a real VirtualBox, whose guests are interpreted and take their time. */
@Tag("slow")
@ResourceLock(RealVirtualBox.LOCK)
@Timeout(value = 2, unit = TimeUnit.HOURS)
class VirtualBoxRehearsalIT {
  private static final String NAME = VirtualBoxBuildIT.NAME;
  private static final Duration PATIENCE = Duration.ofMinutes(90);
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(3);
  private static final long SPARE = 4 << 20;

  private static CommandRunner virtualBox;

  @TempDir Path directory;

  @BeforeAll
  static void setUp() {
    virtualBox = RealVirtualBox.runner();
  }

  /** Though its machine was killed before, at a moment of chance. */
  @Test
  void makesTheImageThatQemuMakes() throws Exception {
    killTheMachine(directory.resolve("virtualbox"));
    ImageContent onVirtualBox = rehearse("virtualbox");
    ImageContent onQemu = rehearse("qemu");

    assertThat(onQemu.size()).isGreaterThan(150);
    assertThat(onVirtualBox.differencesTo(onQemu))
        .containsOnlyKeys(ImageContent.OF_EACH_INSTALLATION);
  }

  private static void killTheMachine(Path output) throws Exception {
    Path log =
        RehearsalRun.work(output)
            .resolve("virtualbox/casement/casement-" + NAME + "/Logs/VBox.log");
    CompletableFuture<RehearsalRun> building =
        RehearsalRun.inBackground(
            () -> new RehearsalRun(virtualBox, output, VirtualBoxBuildIT.ARGUMENTS));
    VirtualBoxBuildIT.await(building, () -> RealVirtualBox.processOf(log).isPresent());
    Thread.sleep(new Random().nextLong(LONGEST_LIFE.toMillis()));
    RealVirtualBox.processOf(log).orElseThrow().destroyForcibly();
    RehearsalRun killed = building.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(killed.exitCode()).as(killed.said()).isEqualTo(Failure.HYPERVISOR_DIED.exitCode());
  }

  @Test
  void aFullDiskOfTheHostPausesTheGuestUntilThereIsRoom() throws Exception {
    Path work = RehearsalRun.work(directory);
    Path builds = Files.createDirectory(work.resolve("builds"));
    // VirtualBox's service sees what was mounted before it started; it ends when nobody asks it.
    Thread.sleep(Duration.ofSeconds(15));
    host("mount", "-t", "tmpfs", "-o", "size=64g", "tmpfs", builds.toString());
    RehearsalRun run;
    try {
      CompletableFuture<RehearsalRun> building = RehearsalRun.inBackground(() -> rehearse(work));
      Path log = work.resolve("virtualbox/casement/casement-" + NAME + "/Logs/VBox.log");
      VirtualBoxBuildIT.await(building, () -> Files.exists(log));
      FileStore store = Files.getFileStore(builds);
      long full = store.getTotalSpace() - store.getUnallocatedSpace() + SPARE;
      host("mount", "-o", "remount,size=" + full, builds.toString());
      // The guest takes its time until it writes.
      VirtualBoxBuildIT.await(
          building, PATIENCE, () -> Files.readString(log).contains("VERR_DISK_FULL"));
      host("mount", "-o", "remount,size=64g", builds.toString());
      run = building.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      host("umount", "--lazy", builds.toString());
    }

    run.assertImageIsMade(NAME);
    assertThat(run.out())
        .contains("the host's disk is full: the guest is paused", "the guest continues");
  }

  private RehearsalRun rehearse(Path work) {
    return new RehearsalRun(
        Map.of(),
        RehearsalRun.CHECKOUT,
        work,
        virtualBox,
        directory.resolve("out"),
        VirtualBoxBuildIT.ARGUMENTS);
  }

  private static void host(String... argv) {
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }

  private ImageContent rehearse(String hypervisor) throws IOException {
    Path output = directory.resolve(hypervisor);
    RehearsalRun run =
        new RehearsalRun(virtualBox, output, "--release", "windows-7", "--hypervisor", hypervisor);
    run.assertImageIsMade(NAME);
    Path scratch = Files.createDirectory(directory.resolve(hypervisor + ".content"));
    return new ImageContent(output.resolve(NAME + ".qcow2"), scratch);
  }
}
