package dev.casement.cli;

import dev.casement.cli.progress.Printable;
import dev.casement.openstack.CloudConfig;
import dev.casement.openstack.ImageStore;
import dev.casement.openstack.PublishListener;
import dev.casement.openstack.PublishOrder;
import dev.casement.openstack.Published;
import dev.casement.report.BuildException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Publishes one image to several clouds at the same time, and sums up what came of it. */
final class PublishRun {
  private static final int STEP_PERCENT = 10;

  private final Surroundings surroundings;
  private final boolean json;
  private final boolean debug;

  PublishRun(Surroundings surroundings, boolean json, boolean debug) {
    this.surroundings = surroundings;
    this.json = json;
    this.debug = debug;
  }

  /** The exit code: that of the first cloud that failed, or 0. */
  int publish(PublishOrder order, List<CloudConfig> clouds) {
    List<Result> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Published>> running =
          clouds.stream().map(cloud -> executor.submit(task(order, cloud))).toList();
      for (int i = 0; i < clouds.size(); i++) {
        results.add(await(executor, running.get(i), clouds.get(i).name()));
      }
    }
    if (json) {
      surroundings.out().print(JsonText.of(json(order, results)));
    } else {
      results.forEach(result -> print(order, result));
    }
    return results.stream()
        .mapToInt(this::exitCode)
        .filter(code -> code != 0)
        .findFirst()
        .orElse(0);
  }

  private Callable<Published> task(PublishOrder order, CloudConfig cloud) {
    return () -> {
      try (ImageStore store =
          ImageStore.of(cloud, surroundings.environment(), surroundings.clock())) {
        return store.publish(order, new Lines(cloud.name()));
      }
    };
  }

  /** What came of one cloud; after Ctrl-C, all of them are told to stop and clean up. */
  private Result await(ExecutorService executor, Future<Published> published, String cloud) {
    while (true) {
      try {
        return new Result.Done(published.get());
      } catch (InterruptedException e) {
        executor.shutdownNow();
      } catch (ExecutionException e) {
        return new Result.Failed(
            cloud,
            e.getCause() instanceof BuildException failure
                ? failure
                : BuildException.defect(e.getCause()));
      }
    }
  }

  private int exitCode(Result result) {
    return switch (result) {
      case Result.Done(var published) -> 0;
      case Result.Failed(var cloud, var failure) -> {
        if (json) {
          new ErrorReport(surroundings.err(), debug).show(failure);
        }
        yield failure.failure().exitCode();
      }
    };
  }

  private void print(PublishOrder order, Result result) {
    switch (result) {
      case Result.Done(var published) -> {
        String id = published.id().isEmpty() ? "" : " as " + published.id();
        String what = order.dryRun() ? "would be published" : "published" + id;
        line(
            surroundings.out(), published.cloud() + ": " + what + ", \"" + published.name() + "\"");
        published.actions().forEach(action -> line(surroundings.out(), "  - " + action));
      }
      case Result.Failed(var cloud, var failure) -> {
        line(surroundings.out(), cloud + ": failed");
        new ErrorReport(surroundings.err(), debug).show(failure);
      }
    }
  }

  private static void line(PrintStream to, String text) {
    to.print(Printable.line(text) + "\n");
  }

  private static Map<String, Object> json(PublishOrder order, List<Result> results) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("image", order.file().toString());
    object.put("sha512", order.sha512());
    object.put("dryRun", order.dryRun());
    object.put("properties", new TreeMap<>(order.image().properties()));
    object.put("clouds", results.stream().map(PublishRun::json).toList());
    return object;
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (result) {
      case Result.Done(var published) -> {
        object.put("cloud", published.cloud());
        object.put("published", true);
        object.put("id", published.id());
        object.put("name", published.name());
        object.put("uploaded", published.uploaded());
        object.put("actions", published.actions());
      }
      case Result.Failed(var cloud, var failure) -> {
        object.put("cloud", cloud);
        object.put("published", false);
        object.put("message", failure.what());
        object.put("remedy", failure.remedy());
      }
    }
    return object;
  }

  /** What came of one cloud. */
  private sealed interface Result {
    record Done(Published published) implements Result {}

    record Failed(String cloud, BuildException failure) implements Result {}
  }

  /** Prints a line for each tenth of an upload, and for everything without a percentage. */
  private final class Lines implements PublishListener {
    private final String cloud;
    private int told = -1;
    private String last = "";

    Lines(String cloud) {
      this.cloud = cloud;
    }

    @Override
    public void progress(OptionalInt percent, String text) {
      int tenth = percent.orElse(0) / STEP_PERCENT;
      boolean news = percent.isPresent() ? tenth > told : !text.equals(last);
      if (json || !news) {
        return;
      }
      told = percent.isPresent() ? tenth : told;
      last = text;
      String done = percent.isPresent() ? " " + percent.getAsInt() + " %" : "";
      line(surroundings.out(), cloud + ":" + done + " " + text);
    }

    @Override
    public void warn(String text) {
      line(surroundings.err(), "warning: " + cloud + ": " + text);
    }
  }
}
