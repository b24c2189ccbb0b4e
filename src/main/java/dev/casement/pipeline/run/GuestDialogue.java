package dev.casement.pipeline.run;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestReport;
import dev.casement.guest.GuestReport.Fact;
import dev.casement.guest.GuestReport.StepDone;
import dev.casement.guest.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the guest has reported so far in one VM run, and whether it has signed off.
 *
 * <p>Only messages with the run's token, about a step of the job and with a new sequence number
 * count; messages of other builds or jobs are counted as foreign.
 */
final class GuestDialogue {
  /** The output of start.cmd and of a runner without a job, which do not know the token. */
  private static final Pattern PLAIN = Pattern.compile("Casement: ([ -~]{1,1000})");

  private static final int MOST_PLAIN = 3;

  private final Job job;
  private final Clock clock;
  private final Map<String, Instant> started = new LinkedHashMap<>();
  private final List<StepDone> done = new ArrayList<>();
  // A set, because a step restarted after a reboot repeats facts that may have been lost.
  private final Set<Fact> facts = new LinkedHashSet<>();
  private final Set<String> milestones = new HashSet<>();
  private long lastSequence;
  private int foreign;
  private Optional<String> currentStep = Optional.empty();
  private Optional<String> doing = Optional.empty();
  private Optional<GuestMessage> failure = Optional.empty();
  private final Deque<String> plain = new ArrayDeque<>();

  GuestDialogue(Job job, Clock clock) {
    this.job = job;
    this.clock = clock;
  }

  /** How a message was classified. */
  enum Heard {
    /** Not from this build or job; no sign of life. */
    FOREIGN,
    /** From this build, and received before: sent again after a reset, or delayed on the line. */
    REPEATED,
    /** From this build, without progress. */
    ROUTINE,
    /** From this build, with progress. */
    NEWS
  }

  Heard hear(GuestMessage message) {
    if (!message.token().equals(job.token()) || !isStep(message.step())) {
      foreign++;
      return Heard.FOREIGN;
    }
    if (message.sequence() <= lastSequence) {
      return Heard.REPEATED;
    }
    lastSequence = message.sequence();
    if (!currentStep.equals(Optional.of(message.step()))) {
      currentStep = Optional.of(message.step());
      doing = Optional.empty();
    }
    switch (message.event()) {
      case STARTED -> started.putIfAbsent(message.step(), clock.instant());
      case FINISHED -> finish(message.step());
      case FAILED -> failure = Optional.of(message);
      case FACT -> addFact(message.text());
      case PROGRESS -> doing = Optional.of(message.text()).filter(text -> !text.isBlank());
      case LOG -> {}
    }
    boolean milestone =
        switch (message.event()) {
          case STARTED, FINISHED, FACT, FAILED ->
              milestones.add(message.event() + " " + message.step() + " " + message.text());
          case PROGRESS, LOG -> false;
        };
    return milestone ? Heard.NEWS : Heard.ROUTINE;
  }

  /** Processes a line that is not a message. */
  void hearNoise(String line) {
    Matcher matcher = PLAIN.matcher(line);
    if (matcher.find()) {
      plain.addLast(matcher.group(1).strip());
      if (plain.size() > MOST_PLAIN) {
        plain.removeFirst();
      }
    }
  }

  /**
   * The last output of a guest that could not send it as a message. Only for the text of a failure,
   * since it is not authenticated.
   */
  Optional<String> lastWords() {
    return plain.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", plain));
  }

  private boolean isStep(String id) {
    return job.steps().stream().anyMatch(step -> step.id().equals(id));
  }

  private void finish(String step) {
    done.add(new StepDone(step, sinceStarted(step)));
  }

  /** The time since the first start of a step. */
  Duration sinceStarted(String step) {
    Instant now = clock.instant();
    return Duration.between(started.getOrDefault(step, now), now);
  }

  private void addFact(String text) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      facts.add(new Fact(text.substring(0, equals), text.substring(equals + 1)));
    }
  }

  /**
   * Whether the guest has finished the job's last step. Earlier steps are not checked: the runner
   * reaches the last one only through them, and a lost serial line must not cost hours of work.
   */
  boolean isSignedOff() {
    return failure.isEmpty() && !done.isEmpty() && done.getLast().id().equals(job.signOff().id());
  }

  /** The guest's report of a failed step, if any. */
  Optional<GuestMessage> failure() {
    return failure;
  }

  /** The step of the guest's last message. */
  Optional<String> currentStep() {
    return currentStep;
  }

  /** The last activity that this step reported; after a restart, the one before it. */
  Optional<String> doing() {
    return doing;
  }

  /** The number of valid messages that were not from this build or job. */
  int foreign() {
    return foreign;
  }

  GuestReport report(int resets) {
    return new GuestReport(job.run(), done, List.copyOf(facts), resets);
  }
}
