package dev.casement.cli.command;

import dev.casement.cli.command.BuildRun.Order;
import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.LastWords;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.BuildsListener;
import dev.casement.cli.output.BuildsSummary;
import dev.casement.cli.output.ErrorReport;
import dev.casement.cli.web.LiveView;
import dev.casement.recipe.Machine;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs several builds for a command, some of them at the same time, and sums up. */
final class SeveralBuilds {
  private final Surroundings surroundings;
  private final BuildFlags flags;
  private final boolean debug;

  SeveralBuilds(Surroundings surroundings, BuildFlags flags, boolean debug) {
    this.surroundings = surroundings;
    this.flags = flags;
    this.debug = debug;
  }

  private record Result(
      String build, LastWords lastWords, Optional<BuildException> failure, Duration elapsed) {}

  /**
   * Builds all, whichever of them fail.
   *
   * @param jobs how many at the same time
   * @return the exit code: that of the first failed build in this order
   */
  int run(List<Order> orders, int jobs) {
    try (Interrupts interrupts =
        new Interrupts(Thread.currentThread(), surroundings.err(), BuildRun.PATIENCE)) {
      List<Result> results;
      try (LiveView view = flags.web().open(surroundings);
          BuildsListener shown = flags.progress().ofSeveral(surroundings)) {
        results = results(orders, atOnce(orders, jobs), shown, view);
      }
      int code = 0;
      BuildsSummary summary = new BuildsSummary();
      for (Result result : results) {
        Optional<String> name = Optional.of(result.build());
        ErrorReport report = new ErrorReport(surroundings.err(), debug, name);
        LastWords last = result.lastWords();
        int own =
            result
                .failure()
                .map(e -> report.show(e, last.failure(), last.stageElapsed()))
                .orElse(0);
        code = code == 0 ? own : code;
        summary.add(result.build(), result.failure(), last.success(), result.elapsed());
      }
      if (!flags.progress().isForPrograms()) {
        surroundings.out().print(summary);
      }
      return code == 0 ? 0 : interrupts.exitCode().orElse(code);
    }
  }

  /** How many builds to run at the same time: not more than a cloud has room for. */
  private int atOnce(List<Order> orders, int jobs) {
    int least = jobs;
    Set<Machine> asked = new HashSet<>();
    for (Order order : orders) {
      Machine machine = order.recipe().machine();
      if (least > 1 && asked.add(machine)) {
        least = Math.min(least, Math.max(1, room(order).orElse(least)));
      }
    }
    if (least < jobs) {
      surroundings
          .err()
          .println(
              "the quota of the project allows "
                  + (least == 1 ? "1 build" : least + " builds")
                  + " at a time");
    }
    return least;
  }

  private OptionalInt room(Order order) {
    Machine machine = order.recipe().machine();
    try {
      return flags
          .hypervisor(order, surroundings.commands().get(), surroundings)
          .room(machine.cpus(), machine.memory());
    } catch (BuildException e) {
      if (e.failure() == Failure.CANCELLED) {
        throw e;
      }
      // That build will say so, and stop no other.
      return OptionalInt.empty();
    }
  }

  private List<Result> results(List<Order> orders, int jobs, BuildsListener shown, LiveView view) {
    try (ExecutorService executor = Executors.newFixedThreadPool(jobs)) {
      List<LastWords> lastWords =
          orders.stream()
              .map(order -> new LastWords(listener(order.recipe().name(), shown, view)))
              .toList();
      List<Future<Result>> running = new ArrayList<>();
      for (int i = 0; i < orders.size(); i++) {
        Order order = orders.get(i);
        LastWords last = lastWords.get(i);
        running.add(executor.submit(() -> build(order, last, view)));
      }
      awaitAll(running, executor);
      List<Result> results = new ArrayList<>();
      for (int i = 0; i < orders.size(); i++) {
        Future<Result> future = running.get(i);
        results.add(
            future.state() == Future.State.SUCCESS
                ? future.resultNow()
                : cancelled(orders.get(i), lastWords.get(i)));
      }
      return results;
    }
  }

  /** Waits for all builds; when interrupted, for those that clean up after being interrupted. */
  private static void awaitAll(List<Future<Result>> running, ExecutorService executor) {
    try {
      for (Future<Result> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      executor.shutdownNow();
      try {
        executor.awaitTermination(BuildRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException again) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static BuildListener listener(String build, BuildsListener shown, LiveView view) {
    return view.heard(build, shown.of(build));
  }

  private Result build(Order order, LastWords lastWords, LiveView view) {
    Instant started = surroundings.clock().instant();
    Optional<BuildException> failure =
        new BuildRun(surroundings, flags)
            .attempt(
                (commands, listener) -> order,
                lastWords,
                () -> {},
                hypervisor -> view.watched(order.recipe().name(), hypervisor));
    Instant ended = surroundings.clock().instant();
    failure.ifPresent(e -> lastWords.ensureFailure(e, ended));
    return new Result(order.recipe().name(), lastWords, failure, Duration.between(started, ended));
  }

  /** A build that did not begin. */
  private Result cancelled(Order order, LastWords lastWords) {
    BuildException failure = BuildException.cancelled();
    lastWords.ensureFailure(failure, surroundings.clock().instant());
    return new Result(order.recipe().name(), lastWords, Optional.of(failure), Duration.ZERO);
  }
}
