package dev.casement.disk.bcd;

import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A store of boot configuration data, read from its hive on demand. */
public final class BcdStore {
  /** The object of the Windows boot manager, {@code {bootmgr}}. */
  public static final UUID BOOT_MANAGER = UUID.fromString("9dea862c-5cdd-4e70-acc1-f32b344d4795");

  private final RegistryKey objects;

  private BcdStore(RegistryKey objects) {
    this.objects = objects;
  }

  /** The store in a hive; empty if the hive has no objects and so is not a store. */
  public static Optional<BcdStore> in(Hive hive) {
    return hive.find("Objects").map(BcdStore::new);
  }

  /** All objects; a key whose name is not a GUID is ignored. */
  public Stream<BcdObject> objects() {
    return objects.subkeys().flatMap(key -> BcdObject.in(key).stream());
  }

  public Optional<BcdObject> object(UUID id) {
    return objects.subkey("{" + id + "}").flatMap(BcdObject::in);
  }

  public Optional<BcdObject> bootManager() {
    return object(BOOT_MANAGER);
  }

  /** What the boot manager starts by default; empty if it names no object or a missing one. */
  public Optional<BcdObject> defaultLoader() {
    return bootManager()
        .flatMap(manager -> manager.element(BcdElement.DEFAULT_OBJECT))
        .flatMap(BcdElement::id)
        .flatMap(this::object);
  }
}
