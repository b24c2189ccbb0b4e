package dev.casement.hypervisor.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.QemuImg;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.GrubGuest;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.PoweredOff;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.ComputeCloud;
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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Servers of a real Nova with volumes of a real Cinder. Whole builds there, and what becomes of
 * them when something dies, are in CloudBuildIT.
 */
@ResourceLock(ComputeCloud.LOCK)
class OpenStackHypervisorIT {
  private static final String NAME = "grub";
  private static final DataSize SIZE = DataSize.gibibytes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String FIRST = "CASEMENT/1 0123456789abcdef0123456789abcdef 1 from the CD";
  private static final String SECOND = "CASEMENT/1 0123456789abcdef0123456789abcdef 2 from CD 2";

  private static ComputeCloud cloud;

  @TempDir Path directory;

  @BeforeAll
  static void bringUp() {
    cloud = ComputeCloud.ready();
  }

  private OpenStackHypervisor hypervisor() {
    CloudServices services = CloudServices.of(cloud.config("builder"), Map.of(), Clock.systemUTC());
    return new OpenStackHypervisor(
        () -> services,
        new ServerSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        new SystemCommandRunner(),
        directory.resolve("openstack"),
        Clock.systemUTC());
  }

  @Test
  void aGuestBootsFromACdSpeaksAndPowersOffAndItsDiskIsClonedAndDownloaded() throws Exception {
    List<String> before = names("image");
    OpenStackHypervisor hypervisor = hypervisor();
    DiskHandle disk = hypervisor.createDisk(NAME, directory, SIZE);
    List<MachineEvent> events;
    try (VirtualMachine running = hypervisor.start(machine(hypervisor, disk), directory)) {
      events = untilTheEnd(running);
    }

    assertThat(events)
        .containsSubsequence(new SerialLine(FIRST), new SerialLine(SECOND), new PoweredOff());
    assertThat(Files.readString(directory.resolve(Hypervisor.SERIAL_LOG))).contains(FIRST, SECOND);
    assertThat(ids("server")).isEmpty();
    assertThat(ids("volume")).containsExactly(OpenStackHypervisor.volume(disk));
    // What other builds need, too.
    assertThat(names("image")).containsAll(before).hasSize(before.size() + 1);

    DiskHandle clone = hypervisor.createDisk(NAME, directory, hypervisor.keepDisk(disk, directory));
    assertThat(hypervisor.has(disk)).isTrue();
    assertThat(
            new QemuImg(new SystemCommandRunner())
                .info(hypervisor.exportDisk(clone, directory))
                .virtualSize())
        .isEqualTo(SIZE);
    hypervisor.deleteDisk(clone);
    hypervisor.deleteDisk(disk);
    assertThat(hypervisor.has(disk)).isFalse();
    assertThat(hypervisor.leftovers(_ -> true, _ -> true)).isEmpty();
    assertThat(ids("volume")).isEmpty();
    assertThat(names("image")).contains("casement-boot.iso").hasSize(before.size() + 1);
    cloud.openstack("builder", "image", "delete", "casement-boot.iso");
  }

  /** It powers off as late after its last line as the runner in Windows does. */
  private MachineSpec machine(Hypervisor hypervisor, DiskHandle disk) throws IOException {
    long linger = HypervisorKind.OPENSTACK.linger().toSeconds();
    GrubGuest guest =
        GrubGuest.writeCds(
            directory, "echo \"" + FIRST + "\"", "echo \"" + SECOND + "\"\nsleep " + linger + "\n");
    return new MachineSpec(
        NAME,
        Release.WINDOWS_7,
        Architecture.AMD64,
        Firmware.BIOS,
        1,
        DataSize.mebibytes(256),
        false,
        disk,
        DiskBus.VIRTIO,
        List.of(
            hypervisor.importMedium(guest.bootDvd(), Sharing.SHARED),
            hypervisor.importMedium(guest.secondDvd(), Sharing.OF_RUN)),
        Optional.empty(),
        Network.ISOLATED,
        directory,
        WindowsTimeZone.UTC,
        Optional.empty());
  }

  private static List<MachineEvent> untilTheEnd(VirtualMachine running)
      throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    while (events.isEmpty()
        || !(events.getLast() instanceof PoweredOff
            || events.getLast() instanceof MachineEvent.HypervisorDied)) {
      events.add(running.next(PATIENCE).orElseThrow());
    }
    return events;
  }

  private static List<String> ids(String kind) {
    return listed(kind, "ID");
  }

  private static List<String> names(String kind) {
    return listed(kind, "Name");
  }

  private static List<String> listed(String kind, String column) {
    return cloud.list("builder", kind).stream().map(each -> each.path(column).asString()).toList();
  }
}
