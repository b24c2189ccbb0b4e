package dev.casement.cli.output;

import dev.casement.report.Finding;
import dev.casement.report.Printable;
import dev.casement.units.DataSize;
import dev.casement.verify.Inventory;
import dev.casement.verify.Verification;
import dev.casement.verify.inventory.Agent;
import dev.casement.verify.inventory.DriverPackage;
import dev.casement.verify.inventory.Fit;
import dev.casement.verify.inventory.Software;
import dev.casement.verify.inventory.Software.Program;
import dev.casement.verify.inventory.Sysprep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The output of {@code verify}: the findings, the inventory of the image, and a summary. */
public final class VerificationText {
  private VerificationText() {}

  /** For people. */
  public static String of(Verification verification) {
    StringBuilder text = new StringBuilder();
    verification.findings().forEach(finding -> text.append(of(finding)));
    verification.inventory().ifPresent(inventory -> text.append(of(inventory)));
    return text.append(Counted.of(verification.errors(), "error"))
        .append(", ")
        .append(Counted.of(verification.warnings(), "warning"))
        .append('\n')
        .toString();
  }

  private static String of(Finding finding) {
    return "%s: %s: %s [%s]%n    why:  %s%n    next: %s%n"
        .formatted(
            finding.rule().severity(),
            Printable.line(finding.place()),
            Printable.line(finding.message()),
            finding.rule().id(),
            finding.rule().why(),
            finding.rule().remedy());
  }

  private static String of(Inventory inventory) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %s (%s), %s%n"
            .formatted(
                known(inventory.product()),
                known(inventory.version()),
                known(inventory.edition()),
                inventory.firmware()));
    text.append("VirtIO drivers: %s%n".formatted(drivers(inventory)));
    text.append("agents: %s%n".formatted(agents(inventory)));
    if (inventory.firmware().equals("uefi")) {
      text.append(
          "boot manager: signed under %s%n"
              .formatted(known(String.join(", ", inventory.bootAuthorities()))));
    }
    return text.append(
            "%s used of %s; min_disk %s, min_ram %s%n"
                .formatted(
                    new DataSize(inventory.usedBytes()),
                    new DataSize(inventory.diskBytes()),
                    inventory.fit().minDisk(),
                    inventory.fit().minRam() > 0 ? inventory.fit().minRam() : "unknown"))
        .toString();
  }

  private static String known(String text) {
    return text.isEmpty() ? "unknown" : Printable.line(text);
  }

  private static String drivers(Inventory inventory) {
    return inventory.drivers().isEmpty()
        ? "none"
        : inventory.drivers().stream()
            .map(driver -> driver + " " + version(packageVersion(inventory, driver)))
            .collect(Collectors.joining(", "));
  }

  /** The last package of this name is the newest. */
  private static String packageVersion(Inventory inventory, String driver) {
    return inventory.software().driverPackages().stream()
        .filter(each -> each.name().equals(driver))
        .map(DriverPackage::version)
        .reduce("", (before, next) -> next);
  }

  private static String version(String text) {
    return text.isEmpty() ? "(version unknown)" : Printable.line(text);
  }

  private static String agents(Inventory inventory) {
    return inventory.agents().isEmpty()
        ? "none"
        : inventory.agents().stream()
            .map(agent -> agent.service() + " " + version(agent.version()))
            .collect(Collectors.joining(", "));
  }

  /** For programs. */
  public static Map<String, Object> json(String image, Verification verification) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("image", image);
    object.put("errors", verification.errors());
    object.put("warnings", verification.warnings());
    object.put("findings", verification.findings().stream().map(VerificationText::json).toList());
    verification.inventory().ifPresent(inventory -> object.put("inventory", json(inventory)));
    return object;
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("severity", finding.rule().severity().toString());
    object.put("rule", finding.rule().id());
    object.put("place", finding.place());
    object.put("message", finding.message());
    object.put("why", finding.rule().why());
    object.put("remedy", finding.rule().remedy());
    object.put("source", finding.rule().source());
    return object;
  }

  /** The inventory, both for the JSON of a verification and for a separate file. */
  public static Map<String, Object> json(Inventory inventory) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("product", inventory.product());
    object.put("version", inventory.version());
    object.put("displayVersion", inventory.displayVersion());
    object.put("edition", inventory.edition());
    object.put("architecture", inventory.architecture());
    object.put("installationType", inventory.installationType());
    object.put("firmware", inventory.firmware());
    object.put("drivers", inventory.drivers());
    object.put("diskBytes", inventory.diskBytes());
    object.put("usedBytes", inventory.usedBytes());
    object.put("fit", json(inventory.fit()));
    object.put("bootAuthorities", inventory.bootAuthorities());
    object.put("agents", inventory.agents().stream().map(VerificationText::json).toList());
    object.put("sysprep", json(inventory.sysprep()));
    Software software = inventory.software();
    object.put("languages", software.languages());
    object.put("updates", software.updates());
    object.put("features", software.features());
    object.put("dotNet", software.dotNet());
    object.put("powerShell", software.powerShell());
    object.put(
        "driverPackages", software.driverPackages().stream().map(VerificationText::json).toList());
    object.put("programs", software.programs().stream().map(VerificationText::json).toList());
    return object;
  }

  private static Map<String, Object> json(Fit fit) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("minDisk", fit.minDisk());
    object.put("minRam", fit.minRam());
    return object;
  }

  private static Map<String, Object> json(Sysprep sysprep) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("imageState", sysprep.imageState());
    sysprep.generalizationState().ifPresent(state -> object.put("generalizationState", state));
    sysprep.cleanupState().ifPresent(state -> object.put("cleanupState", state));
    object.put("errors", sysprep.errors());
    return object;
  }

  private static Map<String, Object> json(Agent agent) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("service", agent.service());
    object.put("version", agent.version());
    return object;
  }

  private static Map<String, Object> json(DriverPackage driver) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("inf", driver.inf());
    object.put("name", driver.name());
    object.put("provider", driver.provider());
    object.put("version", driver.version());
    object.put("date", driver.date());
    return object;
  }

  private static Map<String, Object> json(Program program) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", program.name());
    object.put("version", program.version());
    object.put("publisher", program.publisher());
    return object;
  }
}
