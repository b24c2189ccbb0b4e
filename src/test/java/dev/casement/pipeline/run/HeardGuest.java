package dev.casement.pipeline.run;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestProtocol;
import dev.casement.guest.GuestReport.Fact;
import dev.casement.guest.GuestReport.StepDone;
import dev.casement.guest.Job;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a build would make of a guest's serial port: the lines go through its own reader. */
public final class HeardGuest {
  private final GuestDialogue dialogue;
  private final List<GuestMessage> messages = new ArrayList<>();

  public HeardGuest(Job job) {
    this.dialogue = new GuestDialogue(job, Clock.systemUTC());
  }

  /** Takes one line of the port, noise or not. */
  public synchronized void hear(String line) {
    GuestProtocol.parse(line)
        .ifPresentOrElse(
            message -> {
              dialogue.hear(message);
              messages.add(message);
            },
            () -> dialogue.hearNoise(line));
  }

  public synchronized boolean isSignedOff() {
    return dialogue.isSignedOff();
  }

  public synchronized Optional<GuestMessage> failure() {
    return dialogue.failure();
  }

  /** What it said last that was no message. */
  public synchronized Optional<String> lastWords() {
    return dialogue.lastWords();
  }

  /** The steps that are finished, in their order. */
  public synchronized List<String> finished() {
    return dialogue.report(0).steps().stream().map(StepDone::id).toList();
  }

  /** The values of a fact, in the order in which the build's record has them. */
  public synchronized List<String> facts(String name) {
    return dialogue.report(0).facts().stream()
        .filter(fact -> fact.name().equals(name))
        .map(Fact::value)
        .toList();
  }

  /** Every message on the port, also those that a build would not count. */
  public synchronized List<GuestMessage> messages() {
    return List.copyOf(messages);
  }

  /** How many messages were not of this run or about none of its steps. */
  public synchronized int foreign() {
    return dialogue.foreign();
  }
}
