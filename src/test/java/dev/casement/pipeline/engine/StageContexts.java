package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contexts for tests of single stages. */
public final class StageContexts {
  private final List<BuildEvent> events = new ArrayList<>();

  public StageContext context() {
    return context(Duration.ofMinutes(5), Clock.systemUTC());
  }

  StageContext context(Duration limit, Clock clock) {
    return new StageContext("Stage", limit, clock.instant(), new Scope(), clock, events::add);
  }

  public List<BuildEvent> events() {
    return events;
  }
}
