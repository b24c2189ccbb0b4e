package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final TestClock clock = new TestClock();
  private final List<BuildEvent> events = new ArrayList<>();
  private final Stages stages = new Stages(new Scope(), clock, events::add);

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
