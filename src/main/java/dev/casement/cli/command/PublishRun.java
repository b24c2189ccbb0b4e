package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ErrorReport;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.PublishLines;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.publish.Distribution;
import dev.casement.openstack.publish.Distribution.Outcome;
import dev.casement.openstack.publish.PublishOrder;
import dev.casement.report.Printable;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Publishes one image to several clouds at the same time, and summarizes the results. */
final class PublishRun {
  private final Surroundings surroundings;
  private final boolean json;
  private final boolean debug;

  PublishRun(Surroundings surroundings, boolean json, boolean debug) {
    this.surroundings = surroundings;
    this.json = json;
    this.debug = debug;
  }

  /** Publishes the image; returns the exit code of the first cloud that failed, or 0. */
  int publish(PublishOrder order, List<CloudConfig> clouds) {
    List<Outcome> outcomes =
        new Distribution(clouds, surroundings.environment(), surroundings.clock())
            .publish(
                order,
                cloud -> new PublishLines(cloud, surroundings.out(), surroundings.err(), json));
    if (json) {
      surroundings.out().print(JsonText.of(json(order, outcomes)));
    } else {
      outcomes.forEach(outcome -> print(order, outcome));
    }
    return outcomes.stream()
        .mapToInt(this::exitCode)
        .filter(code -> code != 0)
        .findFirst()
        .orElse(0);
  }

  private int exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var published) -> 0;
      case Outcome.Failed(var cloud, var failure) -> {
        if (json) {
          new ErrorReport(surroundings.err(), debug).show(failure);
        }
        yield failure.failure().exitCode();
      }
    };
  }

  private void print(PublishOrder order, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(var published) -> {
        String id = published.id().isEmpty() ? "" : " as " + published.id();
        String what = order.dryRun() ? "would be published" : "published" + id;
        line(
            surroundings.out(), published.cloud() + ": " + what + ", \"" + published.name() + "\"");
        published.actions().forEach(action -> line(surroundings.out(), "  - " + action));
      }
      case Outcome.Failed(var cloud, var failure) -> {
        line(surroundings.out(), cloud + ": failed");
        new ErrorReport(surroundings.err(), debug).show(failure);
      }
    }
  }

  private static void line(PrintStream to, String text) {
    to.print(Printable.line(text) + "\n");
  }

  private static Map<String, Object> json(PublishOrder order, List<Outcome> outcomes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("image", order.file().toString());
    object.put("sha512", order.sha512());
    object.put("dryRun", order.dryRun());
    object.put("properties", new TreeMap<>(order.image().properties()));
    object.put("clouds", outcomes.stream().map(each -> json(each, order.dryRun())).toList());
    return object;
  }

  private static Map<String, Object> json(Outcome outcome, boolean dryRun) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (outcome) {
      case Outcome.Done(var published) -> {
        object.put("cloud", published.cloud());
        object.put("published", !dryRun);
        object.put("id", published.id());
        object.put("name", published.name());
        object.put("uploaded", published.uploaded());
        object.put("actions", published.actions());
      }
      case Outcome.Failed(var cloud, var failure) -> {
        object.put("cloud", cloud);
        object.put("published", false);
        object.put("message", failure.what());
        object.put("remedy", failure.remedy());
      }
    }
    return object;
  }
}
