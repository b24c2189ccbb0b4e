package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contexts for tests of single stages. */
public final class StageContexts {
  private final List<BuildEvent> events = new ArrayList<>();

  /** Of a stage that is the first one, with minutes of time. */
  public StageContext context() {
    return context(Duration.ofMinutes(5), Clock.systemUTC());
  }

  StageContext context(Duration limit, Clock clock) {
    return context(limit, clock, List.of());
  }

  /** Of a stage that others came before. */
  public StageContext contextAfter(StageTime... before) {
    return context(Duration.ofMinutes(5), Clock.systemUTC(), List.of(before));
  }

  private StageContext context(Duration limit, Clock clock, List<StageTime> before) {
    return of("Stage", new Limit(limit, "raise it"), before, clock, events::add);
  }

  /** Of a stage that begins now. */
  public static StageContext of(
      String stage, Limit limit, List<StageTime> before, Clock clock, BuildListener listener) {
    Deadline deadline = Deadline.in(limit.time(), clock);
    return new StageContext(
        stage, limit, clock.instant(), before, new Scope(), clock, deadline, listener);
  }

  public List<BuildEvent> events() {
    return events;
  }
}
