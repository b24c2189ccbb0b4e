package dev.casement.disk.bcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.HiveBuilder;
import dev.casement.disk.registry.MemorySource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Devices that no store at hand has; the structures are those of the ones that are. */
final class BcdDeviceTest {
  private static final UUID DISK = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID PARTITION = UUID.fromString("10213243-5465-7687-98a9-bacbdcedfe0f");

  private static BcdDevice read(ByteBuffer data) {
    HiveBuilder builder = new HiveBuilder(3);
    int objects = builder.key(builder.root, "Objects");
    int object = builder.key(objects, "{" + BcdStore.BOOT_MANAGER + "}");
    int elements = builder.key(object, "Elements");
    int element = builder.key(elements, "11000001");
    builder.subkeys(builder.root, "lf", objects).subkeys(objects, "lf", object);
    builder.subkeys(object, "lf", elements).subkeys(elements, "lf", element);
    builder.values(
        element, builder.value("Element", HiveBuilder.BINARY, HiveBuilder.contentOf(data)));
    Hive hive = Hive.open(new MemorySource("BCD", builder.build()), List.of());
    return BcdStore.in(hive)
        .flatMap(BcdStore::bootManager)
        .flatMap(manager -> manager.element(BcdElement.APPLICATION_DEVICE))
        .flatMap(BcdElement::device)
        .orElseThrow();
  }

  private static ByteBuffer device(int type, int size) {
    ByteBuffer data = ByteBuffer.allocate(16 + size).order(ByteOrder.LITTLE_ENDIAN);
    return data.putInt(16, type).putInt(24, size);
  }

  @Test
  void readsAPartitionOfAGpt() {
    ByteBuffer data = device(6, 72);
    HiveBuilder.putGuid(data, 32, PARTITION);
    HiveBuilder.putGuid(data, 56, DISK);

    assertThat(read(data)).isEqualTo(new BcdDevice.GptPartition(DISK, PARTITION));
  }

  @Test
  void readsALocateDeviceWithoutParent() {
    byte[] path = "\\Windows".getBytes(StandardCharsets.UTF_16LE);
    ByteBuffer data = device(8, 28 + path.length + 2);
    data.putInt(36, BcdElement.SYSTEM_ROOT).put(44, path);

    assertThat(read(data))
        .isEqualTo(new BcdDevice.Locate(BcdElement.SYSTEM_ROOT, "\\Windows", Optional.empty()));
  }

  @Test
  void namesOtherKindsByNumber() {
    assertThat(read(device(4, 72))).isEqualTo(new BcdDevice.Other(4, 0));
    assertThat(read(device(0, 72).putInt(32, 2))).isEqualTo(new BcdDevice.Other(0, 2));
    assertThat(read(device(6, 72).putInt(52, 9))).isEqualTo(new BcdDevice.Other(6, 9));
  }

  @Test
  void refusesDamage() {
    refuses(ByteBuffer.allocate(20));
    refuses(device(6, 72).putInt(24, 73));
    refuses(device(6, 40));
    refuses(device(8, 72).putInt(40, 1000));
    refuses(device(0, 72).putInt(32, 3).putInt(60, 5000));
    // Virtual disks in virtual disks, each as large as what is left.
    ByteBuffer nested = device(0, 40 * 20);
    for (int at = 16; at + 40 < nested.capacity(); at += 40) {
      nested.putInt(at + 8, nested.capacity() - at).putInt(at + 16, 6);
    }
    refuses(nested);
  }

  private static void refuses(ByteBuffer data) {
    assertThatThrownBy(() -> read(data)).isInstanceOf(DiskException.class);
  }
}
