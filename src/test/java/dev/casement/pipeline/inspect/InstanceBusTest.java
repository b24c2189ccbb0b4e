package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.HypervisorKind;
import dev.casement.windows.DiskBus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceBusTest {
  @ParameterizedTest
  @CsvSource({
    "VIRTIO, QEMU, VIRTIO",
    "SCSI, QEMU, SCSI",
    "SATA, QEMU, SATA",
    "VIRTIO, VIRTUALBOX, SCSI",
    "SCSI, VIRTUALBOX, SCSI",
    "SATA, VIRTUALBOX, SATA"
  })
  void isOneThatWindowsHasBoundTheDriverOf(
      DiskBus built, HypervisorKind hypervisor, DiskBus expected) {
    assertThat(InstanceBus.of(built, hypervisor)).isEqualTo(expected);
  }
}
