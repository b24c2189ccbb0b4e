package dev.casement.openstack.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class ImagePropertiesTest {
  @Test
  void anImageWithoutDriversGetsWhatWindowsHasInTheBox() {
    Map<String, String> properties =
        ImageProperties.of(facts(Firmware.BIOS, DiskBus.SATA, false, Set.of(), false));
    assertThat(properties)
        .containsEntry("hw_disk_bus", "sata")
        .containsEntry("hw_vif_model", "e1000")
        .containsEntry("hw_firmware_type", "bios")
        .doesNotContainKeys(
            "hw_scsi_model",
            "hw_machine_type",
            "os_secure_boot",
            "hw_tpm_version",
            "hw_qemu_guest_agent",
            "hw_rng_model",
            "casement_rehearsal");
  }

  @Test
  void secureBootTpmAndScsiAreAskedForTogetherWithWhatTheyNeed() {
    Map<String, String> properties =
        ImageProperties.of(
            facts(
                Firmware.UEFI_SECURE,
                DiskBus.SCSI,
                true,
                Set.of("netkvm", "viorng", "vioser"),
                true));
    assertThat(properties)
        .containsEntry("hw_disk_bus", "scsi")
        .containsEntry("hw_scsi_model", "virtio-scsi")
        .containsEntry("hw_machine_type", "q35")
        .containsEntry("hw_firmware_type", "uefi")
        .containsEntry("os_secure_boot", "required")
        .containsEntry("hw_tpm_version", "2.0")
        .containsEntry("hw_tpm_model", "tpm-crb")
        .containsEntry("hw_vif_model", "virtio")
        .containsEntry("hw_rng_model", "virtio")
        .containsEntry("hw_qemu_guest_agent", "yes")
        .as("an agent that does not answer would forbid every snapshot")
        .doesNotContainKey("os_require_quiesce");
  }

  @Test
  void anAgentWithoutTheDriverOfItsSerialPortIsNotPromised() {
    ImageFacts facts = facts(Firmware.UEFI, DiskBus.VIRTIO, false, Set.of("netkvm"), true);
    assertThat(ImageProperties.of(facts)).doesNotContainKey("hw_qemu_guest_agent");
  }

  @Test
  void aDiskThatIsNoWholeNumberOfGibibytesIsRoundedUp() {
    assertThat(ImageProperties.minDisk(DataSize.gibibytes(40))).isEqualTo(40);
    assertThat(ImageProperties.minDisk(new DataSize((40L << 30) + 1))).isEqualTo(41);
    assertThat(ImageProperties.minDisk(new DataSize(1))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "WINDOWS_7, X86, 1024",
    "WINDOWS_7, AMD64, 2048",
    "WINDOWS_10, X86, 1024",
    "WINDOWS_11, AMD64, 4096",
    "WINDOWS_11, ARM64, 4096",
    "SERVER_2008_R2, AMD64, 1024",
    "SERVER_2025, AMD64, 2048",
  })
  void theLeastMemoryIsThatOfTheReleaseWithADesktop(
      Release release, Architecture architecture, long mebibytes) {
    ImageFacts facts =
        new ImageFacts(
            release,
            architecture,
            release.currentVersion().toString(),
            release.defaultFirmware(architecture),
            DiskBus.VIRTIO,
            false,
            Set.of(),
            false,
            "Admin",
            DataSize.gibibytes(40),
            new ImageFacts.Origin("r", "b", "1", "0", false));
    assertThat(ImageProperties.minRam(facts)).isEqualTo(mebibytes);
  }

  @Test
  void theSchemaOfTheCloudIsHeldAgainstThePropertiesAllAtOnce() {
    ImageSchema schema =
        ImageSchema.of(
            JsonMapper.shared()
                .readTree(
                    """
                    {"properties": {"os_type": {"type": "string", "enum": ["linux", "windows"]},
                      "short": {"type": "string", "maxLength": 2},
                      "checksum": {"readOnly": true}},
                     "additionalProperties": false}
                    """));
    schema.check(Map.of("os_type", "windows", "short", "ab"));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () ->
                schema.check(
                    Map.of("os_type", "dos", "short", "abc", "checksum", "0", "unknown", "1")))
        .withMessageContainingAll("os_type is \"dos\"", "short", "checksum", "unknown");
  }

  private static ImageFacts facts(
      Firmware firmware, DiskBus bus, boolean tpm, Set<String> drivers, boolean agent) {
    return new ImageFacts(
        Release.WINDOWS_11,
        Architecture.AMD64,
        "10.0.22631",
        firmware,
        bus,
        tpm,
        drivers,
        agent,
        "Admin",
        DataSize.gibibytes(40),
        new ImageFacts.Origin("r", "b", "1", "0", false));
  }
}
