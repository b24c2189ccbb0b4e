package dev.casement.build;

import dev.casement.report.BuildEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contexts for tests of single stages. */
final class StageContexts {
  private final List<BuildEvent> events = new ArrayList<>();

  StageContext context() {
    return context(Duration.ofMinutes(5), Clock.systemUTC());
  }

  StageContext context(Duration limit, Clock clock) {
    return new StageContext("Stage", limit, clock.instant(), new Scope(), clock, events::add);
  }

  List<BuildEvent> events() {
    return events;
  }
}
