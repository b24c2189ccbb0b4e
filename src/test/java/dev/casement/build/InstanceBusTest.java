package dev.casement.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.DiskBus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceBusTest {
  @ParameterizedTest
  @CsvSource({
    "VIRTIO, qemu, VIRTIO",
    "SCSI, qemu, SCSI",
    "SATA, qemu, SATA",
    "VIRTIO, virtualbox, SCSI",
    "SCSI, virtualbox, SCSI",
    "SATA, virtualbox, SATA"
  })
  void isOneThatWindowsHasBoundTheDriverOf(DiskBus built, String hypervisor, DiskBus expected) {
    assertThat(InstanceBus.of(built, hypervisor)).isEqualTo(expected);
  }
}
