package dev.casement.verify.sbom;

import dev.casement.verify.Inventory;
import dev.casement.verify.inventory.DriverPackage;
import dev.casement.verify.inventory.Software.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An inventory as a bill of materials: CycloneDX 1.6 (ECMA-424), as maps, lists and strings for
 * JSON.
 *
 * <p>The bill is about the operating system. Updates, features and languages are its properties,
 * since CycloneDX has no component type for them.
 */
public final class CycloneDx {
  private static final String PREFIX = "casement:";
  private static final String MICROSOFT = "Microsoft";

  private final Inventory inventory;

  private CycloneDx(Inventory inventory) {
    this.inventory = inventory;
  }

  /**
   * The bill.
   *
   * @param casement Casement's version
   */
  public static Map<String, Object> of(Inventory inventory, String casement) {
    return new CycloneDx(inventory).bill(casement);
  }

  private Map<String, Object> bill(String casement) {
    Map<String, Object> bill = new LinkedHashMap<>();
    bill.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    bill.put("bomFormat", "CycloneDX");
    bill.put("specVersion", "1.6");
    bill.put("version", 1);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("lifecycles", List.of(Map.of("phase", "post-build")));
    metadata.put(
        "tools", Map.of("components", List.of(component("application", "casement", casement))));
    metadata.put("component", windows());
    bill.put("metadata", metadata);
    bill.put("components", numbered(components()));
    return bill;
  }

  private Map<String, Object> windows() {
    Map<String, Object> windows =
        component("operating-system", inventory.product(), inventory.version());
    windows.put("bom-ref", "windows");
    windows.put("publisher", MICROSOFT);
    cpe().ifPresent(cpe -> windows.put("cpe", cpe));
    List<Object> properties = new ArrayList<>();
    put(properties, "edition", List.of(inventory.edition()));
    put(properties, "architecture", List.of(inventory.architecture()));
    put(properties, "firmware", List.of(inventory.firmware()));
    put(properties, "language", inventory.software().languages());
    put(properties, "feature", inventory.software().features());
    put(properties, "update", inventory.software().updates());
    windows.put("properties", properties);
    return windows;
  }

  private static void put(List<Object> properties, String name, List<String> values) {
    values.stream()
        .filter(value -> !value.isEmpty())
        .forEach(value -> properties.add(property(name, value)));
  }

  private static Map<String, Object> property(String name, String value) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("name", PREFIX + name);
    property.put("value", value);
    return property;
  }

  private List<Map<String, Object>> components() {
    List<Map<String, Object>> components = new ArrayList<>();
    for (String version : inventory.software().dotNet()) {
      components.add(by(MICROSOFT, component("framework", ".NET Framework", version)));
    }
    if (!inventory.software().powerShell().isEmpty()) {
      components.add(
          by(
              MICROSOFT,
              component("platform", "Windows PowerShell", inventory.software().powerShell())));
    }
    for (Program program : inventory.software().programs()) {
      components.add(
          by(program.publisher(), component("application", program.name(), program.version())));
    }
    for (DriverPackage driver : inventory.software().driverPackages()) {
      Map<String, Object> component =
          component(
              "device-driver",
              driver.name().isEmpty() ? driver.inf() : driver.name(),
              driver.version());
      List<Object> properties = new ArrayList<>();
      put(properties, "inf", List.of(driver.inf()));
      put(properties, "date", List.of(driver.date()));
      component.put("properties", properties);
      components.add(by(driver.provider(), component));
    }
    return components;
  }

  private static Map<String, Object> component(String type, String name, String version) {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("type", type);
    component.put("name", name);
    if (!version.isEmpty()) {
      component.put("version", version);
    }
    return component;
  }

  private static Map<String, Object> by(String publisher, Map<String, Object> component) {
    if (!publisher.isEmpty()) {
      component.put("publisher", publisher);
    }
    return component;
  }

  private static List<Map<String, Object>> numbered(List<Map<String, Object>> components) {
    for (int i = 0; i < components.size(); i++) {
      components.get(i).put("bom-ref", "component-" + (i + 1));
    }
    return components;
  }

  /**
   * The name of this Windows in NVD's dictionary; empty if it would be a guess. Clients since
   * Windows 10 include the release: {@code windows_10_22h2}.
   */
  private Optional<String> cpe() {
    String product = inventory.product().toLowerCase(Locale.ROOT);
    String word =
        product
            .replaceFirst("^(?:microsoft )?windows server (\\d{4})( r2)?.*", "windows_server_$1$2")
            .replaceFirst("^(?:microsoft )?windows (7|8\\.1|10|11)\\b.*", "windows_$1")
            .replace(' ', '_');
    boolean named = word.matches("windows_(?:server_\\d{4}(?:_r2)?|7|8\\.1|10|11)");
    boolean byRelease = word.equals("windows_10") || word.equals("windows_11");
    String release = inventory.displayVersion().toLowerCase(Locale.ROOT);
    if (!named || (byRelease && !release.matches("\\d\\d(?:\\d\\d|h\\d)"))) {
      return Optional.empty();
    }
    String hardware =
        switch (inventory.architecture().toLowerCase(Locale.ROOT)) {
          case "amd64" -> "x64";
          case "x86", "arm64" -> inventory.architecture().toLowerCase(Locale.ROOT);
          default -> "*";
        };
    return Optional.of(
        "cpe:2.3:o:microsoft:%s:%s:*:*:*:*:*:%s:*"
            .formatted(byRelease ? word + "_" + release : word, inventory.version(), hardware));
  }
}
