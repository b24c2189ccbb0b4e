package dev.casement.hypervisor.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.MachineEvent.PoweredOff;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Progress;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.CloudClient;
import dev.casement.openstack.FakeCompute;
import dev.casement.openstack.FakeCompute.Moment;
import dev.casement.process.SystemCommandRunner;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many machines in one cloud: what one of them costs does not depend on how many there are. */
class FleetTest {
  private static final int AT_ONCE = 20;

  @TempDir Path directory;

  @Test
  void aMachineOfManyNeedsAsManyRequestsAsOne() throws Exception {
    double few = requestsForEach(20);
    double many = requestsForEach(200);
    assertThat(few).isBetween(10.0, 45.0);
    // Only the upload of what all share is divided among more.
    assertThat(many).isLessThanOrEqualTo(few);
  }

  private double requestsForEach(int machines) throws Exception {
    try (FakeCompute cloud = new FakeCompute();
        CloudClient client = CloudClient.of(cloud, 1)) {
      cloud.quota = -1;
      cloud.volumes().quota = -1;
      cloud.volumes().gigabytes = -1;
      cloud.lives(Moment.building(), Moment.active("up\n"), Moment.is("SHUTOFF"));
      CloudServices services =
          new CloudServices(
              "lab", client.keystone(), client.glance(), client.compute(), client.cinder());
      OpenStackHypervisor hypervisor =
          new OpenStackHypervisor(
              () -> services,
              new ServerSettings(
                  Optional.of("medium"), Optional.empty(), Optional.empty(), Optional.empty()),
              new SystemCommandRunner(),
              new CloudHome(directory.resolve("openstack-" + machines)),
              new CloudCalls(Duration.ofMillis(50), Clock.systemUTC(), Progress.none()));
      MediumHandle install = medium(hypervisor, "install.iso", Sharing.SHARED);
      List<Callable<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < machines; i++) {
        String name = "win-" + i;
        runs.add(() -> run(hypervisor, name, install));
      }
      try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
        for (Future<Boolean> each : executor.invokeAll(runs)) {
          assertThat(each.get()).isTrue();
        }
      }
      assertThat(cloud.servers()).isEmpty();
      assertThat(cloud.volumes().ids()).isEmpty();
      assertThat(cloud.images().images()).hasSize(1);
      return (double) cloud.requests.size() / machines;
    }
  }

  private boolean run(OpenStackHypervisor hypervisor, String name, MediumHandle install)
      throws Exception {
    Path logs = Files.createDirectories(directory.resolve(name));
    DiskHandle disk = hypervisor.createDisk(name, logs, DataSize.gibibytes(40));
    MediumHandle setup = medium(hypervisor, name + ".iso", Sharing.OF_RUN);
    boolean ended = false;
    try (VirtualMachine running =
        hypervisor.start(machine(name, disk, List.of(install, setup)), logs)) {
      for (int i = 0; i < 1000 && !ended; i++) {
        ended =
            running.next(Duration.ofMillis(100)).filter(PoweredOff.class::isInstance).isPresent();
      }
    }
    hypervisor.exportDisk(disk, logs);
    hypervisor.deleteDisk(disk);
    return ended;
  }

  private MediumHandle medium(OpenStackHypervisor hypervisor, String name, Sharing sharing)
      throws IOException {
    return hypervisor.importMedium(Files.writeString(directory.resolve(name), name), sharing);
  }

  private MachineSpec machine(String name, DiskHandle disk, List<MediumHandle> cds) {
    return new MachineSpec(
        name,
        Release.SERVER_2022,
        Architecture.AMD64,
        Firmware.BIOS,
        2,
        DataSize.gibibytes(4),
        false,
        disk,
        DiskBus.VIRTIO,
        cds,
        Optional.empty(),
        Network.ISOLATED,
        directory,
        WindowsTimeZone.UTC,
        Optional.empty());
  }
}
