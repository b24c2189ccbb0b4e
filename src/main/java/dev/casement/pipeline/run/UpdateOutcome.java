package dev.casement.pipeline.run;

import dev.casement.guest.GuestReport;
import dev.casement.guest.GuestReport.Fact;
import dev.casement.windows.WindowsCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of an update or package.
 *
 * @param update its article, or else its title or file
 * @param outcome installed, failed, excluded, not-applicable or left-out
 * @param code the last error code, such as {@code 0x80070643}; empty if no installation was tried
 * @param why it was left out, empty otherwise
 */
public record UpdateOutcome(String update, String outcome, String code, String why) {
  /** The outcome of each update in the guest's facts {@code update.*}, in the order reported. */
  public static List<UpdateOutcome> of(List<GuestReport> reports) {
    List<Fact> facts = reports.stream().flatMap(report -> report.facts().stream()).toList();
    Map<String, String> codes = new HashMap<>();
    facts.stream()
        .filter(fact -> fact.name().equals("update.code"))
        .forEach(fact -> codes.put(before(fact, " "), behind(fact, " ")));
    List<UpdateOutcome> entries = new ArrayList<>();
    for (Fact fact : facts) {
      switch (fact.name()) {
        case "update.installed", "update.not-applicable", "update.excluded" ->
            entries.add(
                new UpdateOutcome(
                    fact.value(), outcome(fact), codes.getOrDefault(fact.value(), ""), ""));
        case "update.failed" ->
            entries.add(new UpdateOutcome(before(fact, " "), outcome(fact), behind(fact, " "), ""));
        case "update.left-out" ->
            entries.add(
                new UpdateOutcome(before(fact, ": "), outcome(fact), "", behind(fact, ": ")));
        default -> {
          // Not about one update.
        }
      }
    }
    return entries;
  }

  /** Warnings for users of the image. */
  static List<String> warnings(GuestReport report) {
    return of(List.of(report)).stream()
        .filter(entry -> entry.outcome().equals("failed"))
        .map(
            entry ->
                "%s is not in the image: it could not be installed, %s%s"
                    .formatted(entry.update(), entry.code(), meaning(entry.code())))
        .toList();
  }

  private static String meaning(String code) {
    return WindowsCode.in(code).stream()
        .findFirst()
        .map(known -> " (" + known.meaning() + ")")
        .orElse("");
  }

  private static String outcome(Fact fact) {
    return fact.name().substring("update.".length());
  }

  private static String before(Fact fact, String separator) {
    int at = fact.value().lastIndexOf(separator);
    return at < 0 ? fact.value() : fact.value().substring(0, at);
  }

  private static String behind(Fact fact, String separator) {
    int at = fact.value().lastIndexOf(separator);
    return at < 0 ? "" : fact.value().substring(at + separator.length());
  }
}
