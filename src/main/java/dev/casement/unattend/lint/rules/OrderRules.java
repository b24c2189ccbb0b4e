package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Rules about lists whose items have an Order. */
final class OrderRules {
  private static final int LAST = 500;

  /** The lists of partitions, and their items. */
  private static final Map<String, String> PARTITIONS =
      Map.of("CreatePartitions", "CreatePartition", "ModifyPartitions", "ModifyPartition");

  private static final Map<String, String> COMMANDS =
      Map.of(
          "RunSynchronous", "RunSynchronousCommand",
          "RunAsynchronous", "RunAsynchronousCommand",
          "FirstLogonCommands", "SynchronousCommand",
          "LogonCommands", "AsynchronousCommand");

  private static final String SOURCE =
      Sources.reference(
          "Order (CreatePartition, ModifyPartition, RunSynchronousCommand,"
              + " SynchronousCommand)");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "order-missing",
              "Order is required, even with one item",
              "write <Order> with 1, 2, 3 …",
              SOURCE,
              OrderRules::missing),
          error(
              "order-number",
              "Setup takes numbers from 1 to 500",
              "write 1, 2, 3 …",
              SOURCE,
              OrderRules::number),
          error(
              "order-duplicate",
              "Order tells the items of a list apart: with the same number one replaces the other,"
                  + " or Setup stops",
              "number the items 1, 2, 3 …",
              SOURCE,
              OrderRules::duplicate),
          error(
              "partition-order-gap",
              "partitions are numbered as they are created: 1, 2, 3 … without gaps",
              "number the items 1, 2, 3 …",
              SOURCE,
              (subject, report) -> gaps(subject, PARTITIONS, report)),
          warning(
              "command-order-gap",
              "it works, but a missing number may mean a missing command",
              "number the items 1, 2, 3 …",
              SOURCE,
              (subject, report) -> gaps(subject, COMMANDS, report)));

  private OrderRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static Stream<Element> lists(Subject subject, Map<String, String> kinds) {
    return kinds.keySet().stream().flatMap(subject.tree()::everywhere);
  }

  private static Stream<Element> items(Element list) {
    String name =
        Optional.ofNullable(PARTITIONS.get(list.name()))
            .orElseGet(() -> COMMANDS.getOrDefault(list.name(), ""));
    return list.all(name);
  }

  private static Stream<Element> allLists(Subject subject) {
    return Stream.concat(lists(subject, PARTITIONS), lists(subject, COMMANDS));
  }

  private static void missing(Subject subject, Report report) {
    allLists(subject)
        .flatMap(OrderRules::items)
        .filter(item -> item.find("Order").filter(order -> !order.text().isEmpty()).isEmpty())
        .forEach(item -> report.at(item, "<" + item.name() + "> has no Order"));
  }

  private static void number(Subject subject, Report report) {
    allLists(subject)
        .flatMap(OrderRules::items)
        .flatMap(item -> item.all("Order"))
        .forEach(
            order ->
                order
                    .value()
                    .filter(text -> Element.parse(text).filter(n -> n >= 1 && n <= LAST).isEmpty())
                    .ifPresent(text -> report.at(order, "Order is \"" + text + "\"")));
  }

  private static void duplicate(Subject subject, Report report) {
    allLists(subject)
        .forEach(
            list -> {
              Set<Integer> seen = new HashSet<>();
              items(list)
                  .forEach(
                      item ->
                          item.number("Order")
                              .filter(number -> !seen.add(number))
                              .ifPresent(
                                  number ->
                                      report.at(
                                          item.find("Order").orElse(item),
                                          String.format(
                                              Locale.ROOT,
                                              "Order %d is already used in <%s>",
                                              number,
                                              list.name()))));
            });
  }

  private static void gaps(Subject subject, Map<String, String> kinds, Report report) {
    lists(subject, kinds)
        .forEach(
            list -> {
              TreeSet<Integer> numbers = new TreeSet<>();
              items(list).forEach(item -> item.number("Order").ifPresent(numbers::add));
              boolean gap = !numbers.isEmpty() && numbers.last() != numbers.size();
              if (gap && numbers.first() >= 1) {
                report.at(list, "the Orders in <" + list.name() + "> are " + numbers);
              }
            });
  }
}
