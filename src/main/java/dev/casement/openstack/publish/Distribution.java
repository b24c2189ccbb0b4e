package dev.casement.openstack.publish;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.report.BuildException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Publishes one image to several clouds at the same time. A failure in one does not stop the
 * others.
 */
public final class Distribution {
  private final List<CloudConfig> clouds;
  private final Map<String, String> environment;
  private final Clock clock;

  /**
   * @param environment for the proxy variables
   */
  public Distribution(List<CloudConfig> clouds, Map<String, String> environment, Clock clock) {
    this.clouds = List.copyOf(clouds);
    this.environment = environment;
    this.clock = clock;
  }

  /** The result for one cloud. */
  public sealed interface Outcome {
    record Done(Published published) implements Outcome {}

    record Failed(String cloud, BuildException failure) implements Outcome {}
  }

  /**
   * Publishes to all of them. An interrupt of the calling thread makes each stop and clean up.
   *
   * @param listeners the listener for a cloud, by its name; each is called on a thread of its own
   * @return in the order of the clouds
   */
  public List<Outcome> publish(
      PublishOrder order, Function<String, ? extends PublishListener> listeners) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Published>> running =
          clouds.stream()
              .map(cloud -> executor.submit(() -> publish(order, cloud, listeners)))
              .toList();
      List<Outcome> outcomes = new ArrayList<>();
      boolean interrupted = false;
      for (int i = 0; i < clouds.size(); i++) {
        interrupted |= await(executor, running.get(i));
        outcomes.add(outcome(running.get(i), clouds.get(i).name()));
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return outcomes;
    }
  }

  private Published publish(
      PublishOrder order,
      CloudConfig cloud,
      Function<String, ? extends PublishListener> listeners) {
    try (ImageStore store = ImageStore.of(cloud, environment, clock)) {
      return store.publish(order, listeners.apply(cloud.name()));
    }
  }

  /** Waits for one cloud; stops all when this thread is interrupted. */
  private static boolean await(ExecutorService executor, Future<Published> published) {
    boolean interrupted = false;
    while (!published.isDone()) {
      try {
        published.get();
      } catch (InterruptedException e) {
        interrupted = true;
        executor.shutdownNow();
      } catch (ExecutionException e) {
        // The outcome holds the failure.
      }
    }
    return interrupted;
  }

  private static Outcome outcome(Future<Published> published, String cloud) {
    return switch (published.state()) {
      case SUCCESS -> new Outcome.Done(published.resultNow());
      case FAILED -> new Outcome.Failed(cloud, failure(published.exceptionNow()));
      case CANCELLED, RUNNING -> new Outcome.Failed(cloud, BuildException.cancelled());
    };
  }

  private static BuildException failure(Throwable thrown) {
    return thrown instanceof BuildException failure ? failure : BuildException.defect(thrown);
  }
}
