package dev.casement.disk.bcd;

import dev.casement.disk.registry.RegistryKey;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** An object of a store, such as the boot manager or a loader of Windows. */
public final class BcdObject {
  /** The type of an object that loads Windows (Microsoft, "BcdObject class", property Type). */
  public static final long WINDOWS_LOADER = 0x1020_0003L;

  private final UUID id;
  private final RegistryKey key;

  private BcdObject(UUID id, RegistryKey key) {
    this.id = id;
    this.key = key;
  }

  static Optional<BcdObject> in(RegistryKey key) {
    return Guids.parse(key.name()).map(id -> new BcdObject(id, key));
  }

  public UUID id() {
    return id;
  }

  /** What the object is for, such as {@link #WINDOWS_LOADER}; 0 if it does not say. */
  public long type() {
    return key.find("Description")
        .map(description -> description.number("Type").orElse(0))
        .orElse(0L);
  }

  /** All elements; a key whose name is not a hexadecimal number is ignored. */
  public Stream<BcdElement> elements() {
    return key.subkey("Elements").stream()
        .flatMap(RegistryKey::subkeys)
        .flatMap(element -> BcdElement.in(element).stream());
  }

  /** The element of a type, such as {@link BcdElement#APPLICATION_DEVICE}. */
  public Optional<BcdElement> element(int type) {
    return key.find("Elements\\" + String.format(Locale.ROOT, "%08x", type))
        .flatMap(BcdElement::in);
  }
}
