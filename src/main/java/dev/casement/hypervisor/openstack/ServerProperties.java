package dev.casement.hypervisor.openstack;

import dev.casement.hypervisor.MachineSpec;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The image properties that make Nova build a server like a machine: it takes those of the volume
 * that the server boots from.
 *
 * <p>Source: Glance, "Useful image properties"; Nova, nova/utils.py, get_bdm_image_metadata.
 */
final class ServerProperties {
  private ServerProperties() {}

  static Map<String, String> of(MachineSpec machine) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("os_type", "windows");
    properties.put("hw_firmware_type", machine.firmware().isUefi() ? "uefi" : "bios");
    // Windows 7 includes drivers for the CD drives of both.
    properties.put("hw_machine_type", machine.firmware().isUefi() ? "q35" : "pc");
    properties.put("hw_cdrom_bus", cdBus(machine));
    properties.put("hw_disk_bus", machine.diskBus().id());
    if (machine.diskBus() == DiskBus.SCSI) {
      properties.put("hw_scsi_model", "virtio-scsi");
    }
    if (machine.firmware().isUefi()) {
      boolean secure = machine.firmware() == Firmware.UEFI_SECURE;
      properties.put("os_secure_boot", secure ? "required" : "disabled");
    }
    if (machine.tpm()) {
      properties.put("hw_tpm_version", "2.0");
      properties.put("hw_tpm_model", "tpm-crb");
    }
    // Without drivers, Windows has one for e1000.
    properties.put("hw_vif_model", machine.diskBus() == DiskBus.SATA ? "e1000" : "virtio");
    properties.put("hw_video_model", "vga");
    properties.put("hw_pointer_model", "usbtablet");
    return properties;
  }

  /** The bus of the CD drives, as libvirt names it. */
  static String cdBus(MachineSpec machine) {
    return machine.firmware().isUefi() ? "sata" : "ide";
  }
}
