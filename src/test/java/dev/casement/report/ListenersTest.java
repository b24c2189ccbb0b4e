package dev.casement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final List<BuildEvent> one = new ArrayList<>();
  private final List<BuildEvent> other = new ArrayList<>();

  @Test
  void allHearTheSameOrderFromManyThreads() throws Exception {
    Listeners listeners = new Listeners(List.of(one::add, other::add), clock);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          IntStream.range(0, 200)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        listeners.on(event("event " + i));
                        return null;
                      })
              .toList());
    }

    assertThat(one).hasSize(200);
    assertThat(other).isEqualTo(one);
  }

  @Test
  void oneThatFailsIsWarnedOfOnceAndTheOthersHearEverything() {
    BuildListener broken =
        event -> {
          throw new IllegalStateException("the pipe is closed");
        };
    Listeners listeners = new Listeners(List.of(one::add, broken, other::add), clock);

    listeners.on(event("first"));
    listeners.on(event("second"));

    BuildEvent warning =
        event("some progress was not shown: java.lang.IllegalStateException: the pipe is closed");
    assertThat(one).containsExactly(event("first"), warning, event("second"));
    assertThat(other).isEqualTo(one);
  }

  private static BuildEvent event(String text) {
    return new BuildEvent.Warning(NOW, text);
  }
}
