package dev.casement.disk.bcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.ntfs.Artefacts;
import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.MemorySource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store that Microsoft's bcdedit made. */
@Tag(Artefacts.TAG)
final class BcdStoreTest {
  private static final UUID WIM = UUID.fromString("19260817-6666-8888-abcd-000000000000");
  private static final UUID VHD = UUID.fromString("19260817-6666-8888-abcd-000000000001");
  private static final UUID OS = UUID.fromString("19260817-6666-8888-abcd-000000000002");
  private static final UUID RAMDISK_OPTIONS =
      UUID.fromString("ae5534e0-a924-466c-b836-758539a3ee3a");
  private static final BcdDevice PARTITION = new BcdDevice.MbrPartition(0x43da_9ab1L, 0x1f50_0000L);
  private static final String FILE = "\\" + "0".repeat(249);

  private final BcdStore store =
      BcdStore.in(
              Hive.open(
                  new MemorySource("bcdedit-made", Artefacts.unpacked("bcd/bcdedit-made.xz")),
                  List.of()))
          .orElseThrow();

  @Test
  void hasObjectsAndADefault() {
    assertThat(store.objects()).hasSize(10);
    BcdObject manager = store.bootManager().orElseThrow();
    assertThat(manager.type()).isEqualTo(0x1010_0002L);
    assertThat(manager.element(BcdElement.TIMEOUT).orElseThrow().number()).hasValue(1);
    assertThat(manager.element(BcdElement.DISPLAY_ORDER).orElseThrow().ids()).containsExactly(WIM);
    assertThat(manager.element(0x2600_0020).orElseThrow().isOn()).isFalse();
    BcdObject loader = store.defaultLoader().orElseThrow();
    assertThat(loader.id()).isEqualTo(WIM);
    assertThat(loader.type()).isEqualTo(BcdObject.WINDOWS_LOADER);
    assertThat(loader.element(BcdElement.DESCRIPTION).orElseThrow().text()).hasValue("NT6+ WIM");
    assertThat(loader.elements()).hasSize(6);
  }

  @Test
  void tellsKindsOfDevicesApart() {
    assertThat(device(OS, BcdElement.OS_DEVICE)).isEqualTo(PARTITION);
    assertThat(device(WIM, BcdElement.APPLICATION_DEVICE))
        .isEqualTo(new BcdDevice.Ramdisk(Optional.of(PARTITION), FILE + ".wim"));
    assertThat(device(VHD, BcdElement.APPLICATION_DEVICE))
        .isEqualTo(
            new BcdDevice.Locate(
                BcdElement.APPLICATION_PATH,
                "",
                Optional.of(
                    new BcdDevice.Vhd(new BcdDevice.File(Optional.of(PARTITION), FILE + ".vhd")))));
    assertThat(device(RAMDISK_OPTIONS, 0x3100_0003)).isEqualTo(new BcdDevice.Boot());
  }

  private BcdDevice device(UUID object, int element) {
    return store.object(object).orElseThrow().element(element).orElseThrow().device().orElseThrow();
  }
}
