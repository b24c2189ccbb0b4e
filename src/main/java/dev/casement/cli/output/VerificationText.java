package dev.casement.cli.output;

import dev.casement.report.Finding;
import dev.casement.report.Printable;
import dev.casement.units.DataSize;
import dev.casement.verify.Inventory;
import dev.casement.verify.Verification;
import dev.casement.verify.inventory.DriverPackage;
import dev.casement.verify.inventory.Software;
import dev.casement.verify.inventory.Software.Program;
import java.util.LinkedHashMap;
import java.util.Map;

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
    return "%s, %s (%s), %s%nVirtIO drivers: %s%n%s used of %s%n"
        .formatted(
            Printable.line(inventory.product()),
            Printable.line(inventory.version()),
            Printable.line(inventory.edition()),
            inventory.firmware(),
            inventory.drivers().isEmpty() ? "none" : String.join(", ", inventory.drivers()),
            new DataSize(inventory.usedBytes()),
            new DataSize(inventory.diskBytes()));
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
