package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final TestClock clock = new TestClock();
  private final List<BuildEvent> events = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final Stages stages = new Stages(new Scope(), clock, events::add, OnError.CLEAN_UP);

  /** Fails twice, each time with a resource that it has acquired. */
  private final class FailsTwice implements Stage<Integer, Integer> {
    private final Failure failure;
    private int runs;

    FailsTwice(Failure failure) {
      this.failure = failure;
    }

    @Override
    public String name() {
      return "Stage";
    }

    @Override
    public Limit limit() {
      return Limit.of("limits.install", Duration.ofHours(2));
    }

    @Override
    public Integer run(Integer input, StageContext context) {
      String disk = "disk " + ++runs;
      context.scope().registerWork(() -> closed.add(disk));
      if (runs < 3) {
        throw new BuildException(failure, "run " + runs + " failed", "try again");
      }
      return input + 1;
    }
  }

  @Test
  void aStageThatFailedRunsAgainWithoutWhatItLeft() {
    List<String> asked = new ArrayList<>();
    OnError retry =
        (stage, e) -> {
          asked.add(stage + ": " + e.what());
          return OnError.Choice.RETRY;
        };
    try (Scope scope = new Scope()) {
      scope.keepWork(true);
      Stages retried = new Stages(scope, clock, events::add, retry);

      assertThat(retried.run(new FailsTwice(Failure.GUEST), 1)).isEqualTo(2);

      assertThat(asked).containsExactly("Stage: run 1 failed", "Stage: run 2 failed");
      assertThat(closed).as("before it ran again").containsExactly("disk 1", "disk 2");
      assertThat(events).filteredOn(BuildEvent.StageStarted.class::isInstance).hasSize(3);
    }
  }

  @Test
  void theChoiceDecidesWhatTheScopeKeeps() {
    assertThat(closedAfter((_, _) -> OnError.Choice.ABORT, Failure.GUEST)).isEmpty();
    assertThat(closedAfter((_, _) -> OnError.Choice.CLEAN_UP, Failure.GUEST))
        .containsExactly("disk 1");
  }

  @Test
  void whoCancelsIsNotAsked() {
    OnError ask =
        (stage, e) -> {
          throw new AssertionError("asked after " + e);
        };

    assertThat(closedAfter(ask, Failure.CANCELLED)).containsExactly("disk 1");
    closed.clear();
    assertThat(closedAfter(OnError.ABORT, Failure.CANCELLED)).isEmpty();
  }

  private List<String> closedAfter(OnError onError, Failure failure) {
    Scope scope = new Scope();
    scope.keepWork(true);
    Stages failing = new Stages(scope, clock, events::add, onError);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> failing.run(new FailsTwice(failure), 1));
    scope.close();
    return closed;
  }

  /** As when the host was suspended for a night, or its clock was corrected. */
  @Test
  void aClockThatJumpsDoesNotStopAStageAndTakesNoTime() {
    Stage<Integer, Integer> stage =
        new Stage<>() {
          @Override
          public String name() {
            return "Stage";
          }

          @Override
          public Limit limit() {
            return Limit.of("limits.install", Duration.ofHours(2));
          }

          @Override
          public Integer run(Integer input, StageContext context) {
            clock.pass(Duration.ofHours(9));
            context.checkOnTime();
            return input + 1;
          }
        };

    assertThat(stages.run(stage, 1)).isEqualTo(2);
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            BuildEvent.StageFinished.class,
            finished -> assertThat(finished.elapsed()).isLessThan(Duration.ofHours(1)));
  }
}
