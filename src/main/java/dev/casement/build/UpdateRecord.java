package dev.casement.build;

import dev.casement.build.GuestReport.Fact;
import dev.casement.build.Manifest.UpdateEntry;
import dev.casement.windows.WindowsCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of each update and package, as the guest's facts {@code update.*} have it. */
final class UpdateRecord {
  private UpdateRecord() {}

  /** One entry for each update, in the order they were reported. */
  static List<UpdateEntry> of(List<GuestReport> reports) {
    List<Fact> facts = reports.stream().flatMap(report -> report.facts().stream()).toList();
    Map<String, String> codes = new HashMap<>();
    facts.stream()
        .filter(fact -> fact.name().equals("update.code"))
        .forEach(fact -> codes.put(before(fact, " "), behind(fact, " ")));
    List<UpdateEntry> entries = new ArrayList<>();
    for (Fact fact : facts) {
      switch (fact.name()) {
        case "update.installed", "update.not-applicable", "update.excluded" ->
            entries.add(
                new UpdateEntry(
                    fact.value(), outcome(fact), codes.getOrDefault(fact.value(), ""), ""));
        case "update.failed" ->
            entries.add(new UpdateEntry(before(fact, " "), outcome(fact), behind(fact, " "), ""));
        case "update.left-out" ->
            entries.add(new UpdateEntry(before(fact, ": "), outcome(fact), "", behind(fact, ": ")));
        default -> {
          // Not about one update.
        }
      }
    }
    return entries;
  }

  /** What whoever uses the image has to know. */
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
