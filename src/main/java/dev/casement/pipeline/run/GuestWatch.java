package dev.casement.pipeline.run;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestProtocol;
import dev.casement.guest.GuestReport;
import dev.casement.guest.Job;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.DiskFailed;
import dev.casement.hypervisor.MachineEvent.HostFull;
import dev.casement.hypervisor.MachineEvent.HypervisorDied;
import dev.casement.hypervisor.MachineEvent.Panicked;
import dev.casement.hypervisor.MachineEvent.Paused;
import dev.casement.hypervisor.MachineEvent.PoweredOff;
import dev.casement.hypervisor.MachineEvent.Reset;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.run.GuestDialogue.Heard;
import dev.casement.recipe.Limits;
import dev.casement.report.BuildEvent.ScreenChanged;
import dev.casement.report.BuildEvent.StepFailed;
import dev.casement.report.BuildEvent.StepFinished;
import dev.casement.report.BuildEvent.StepProgress;
import dev.casement.report.BuildEvent.StepStarted;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Durations;
import dev.casement.windows.WindowsCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Watches one VM run until the guest has signed off and powered off; each other end is a distinct
 * failure.
 */
final class GuestWatch {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a guest may take to power off after reporting a failed step. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  /**
   * An install medium reads little more than its boot image before it prompts for a key; once this
   * much has been read, Windows PE is loading.
   */
  private static final long PAST_THE_PROMPT = 12 << 20;

  /** How many times as long a guest may be silent of which only messages are heard. */
  private static final int UNSEEN = 6;

  private static final long LOG_LIMIT = 16 << 20;

  private static final Duration PROMPT_OVER = Duration.ofMinutes(3);

  private final VirtualMachine machine;
  private final Job job;
  private final Limits limits;
  private final StageContext context;
  private final Clock clock;
  private final Clock timer;
  private final ProtocolLog protocolLog;
  private final GuestDialogue dialogue;
  private final Vitality vitality;
  private final RoomOnHost room;
  private final Instant begun;
  private boolean keyAwaited;
  private int resetsInARow;
  private int resets;
  private boolean hasSpoken;
  private Optional<Instant> failedAt = Optional.empty();

  /**
   * @param keyAwaited whether the machine prompts for a key before it boots the install medium
   * @param logs where the protocol's log and the last screens go
   */
  GuestWatch(
      VirtualMachine machine,
      Job job,
      Limits limits,
      StageContext context,
      Path logs,
      boolean keyAwaited) {
    this.machine = machine;
    this.job = job;
    this.limits = limits;
    this.context = context;
    this.clock = context.clock();
    this.timer = context.deadline().timer();
    this.protocolLog = new ProtocolLog(logs.resolve("protocol.log"), LOG_LIMIT);
    this.dialogue = new GuestDialogue(job, timer);
    this.vitality =
        new Vitality(
            machine,
            timer,
            limits.silence(),
            logs,
            screen -> context.tell(new ScreenChanged(clock.instant(), context.stage(), screen)));
    this.room = new RoomOnHost(machine, logs, context);
    this.begun = timer.instant();
    this.keyAwaited = keyAwaited;
  }

  /**
   * Returns what the guest reported once it has powered off after its sign-off.
   *
   * @throws BuildException GUEST, NO_SIGN_OFF, HYPERVISOR_DIED, GUEST_PANIC, REBOOT_LOOP,
   *     SILENT_GUEST, TIME_LIMIT, DISK_ERROR or CANCELLED
   */
  GuestReport untilPowerOff() {
    try {
      while (true) {
        checkTime();
        Optional<MachineEvent> event = machine.next(TICK);
        if (event.isEmpty()) {
          pressKey();
        } else if (handle(event.get())) {
          return dialogue.report(resets);
        }
        if (room.isAwaited()) {
          // A guest that is paused is silent.
          vitality.sign();
        }
        checkFailedStep();
        checkSilence();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    } finally {
      vitality.lookAtScreen();
    }
  }

  /** Returns whether the run has ended successfully. */
  private boolean handle(MachineEvent event) {
    return switch (event) {
      case SerialLine line -> {
        receive(line.text());
        yield false;
      }
      case Reset reset -> {
        countReset();
        yield false;
      }
      case Paused paused -> {
        context.warn("the machine was paused; the build waits until it is resumed");
        yield false;
      }
      case PoweredOff off -> {
        checkSignOff();
        yield true;
      }
      case HostFull full -> {
        room.isFull();
        yield false;
      }
      case Panicked panic ->
          throw failure(
              Failure.GUEST_PANIC,
              "the guest's kernel panicked" + during() + ": " + panic.detail(),
              "look at the last screen in the evidence; a stop code there names the driver at"
                  + " fault");
      case DiskFailed disk ->
          throw failure(
              Failure.DISK_ERROR,
              "reading or writing disk "
                  + disk.device()
                  + " failed while the guest was"
                  + " running: "
                  + disk.detail(),
              "check the free space and the health of the disk that holds --work-dir");
      case HypervisorDied died -> throw died(died);
    };
  }

  private BuildException died(HypervisorDied event) {
    OptionalInt exitCode = event.exitCode();
    return failure(
        Failure.HYPERVISOR_DIED,
        "the hypervisor ended%s although the guest had not powered off%s%s"
            .formatted(
                exitCode.isPresent() ? " with exit code " + exitCode.getAsInt() : "",
                during(),
                event.logTail().isBlank() ? "" : ": " + event.logTail().strip()),
        "see the hypervisor's log in the evidence"
            + (exitCode.isPresent() ? "; it may have been killed, or have run out of memory" : ""));
  }

  private void receive(String line) {
    Optional<GuestMessage> parsed = GuestProtocol.parse(line);
    if (parsed.isEmpty()) {
      dialogue.hearNoise(line);
      return;
    }
    GuestMessage message = parsed.get();
    Heard heard = dialogue.hear(message);
    protocolLog.add(clock.instant(), message, heard);
    if (heard == Heard.FOREIGN) {
      return;
    }
    vitality.sign();
    keyAwaited = false;
    hasSpoken = true;
    if (heard == Heard.REPEATED) {
      return;
    }
    if (heard == Heard.NEWS) {
      resetsInARow = 0;
    }
    if (message.event() == GuestMessage.Event.FAILED) {
      failedAt = failedAt.or(() -> Optional.of(timer.instant()));
    }
    report(message);
  }

  private void report(GuestMessage message) {
    Instant now = clock.instant();
    String stage = context.stage();
    String step = message.step();
    switch (message.event()) {
      case STARTED -> context.tell(new StepStarted(now, stage, step, title(step)));
      case PROGRESS, LOG ->
          context.tell(new StepProgress(now, stage, step, message.percent(), message.text()));
      case FINISHED ->
          context.tell(new StepFinished(now, stage, step, dialogue.sinceStarted(step)));
      case FAILED -> context.tell(new StepFailed(now, stage, step, message.text()));
      case FACT -> {}
    }
  }

  private String title(String id) {
    return job.steps().stream()
        .filter(step -> step.id().equals(id))
        .findFirst()
        .map(step -> step.title())
        .orElse(id);
  }

  private void countReset() {
    resets++;
    resetsInARow++;
    if (resetsInARow > limits.resets()) {
      throw failure(
          Failure.REBOOT_LOOP,
          String.format(
              Locale.ROOT,
              "the guest was reset %d times in a row without reaching a new step%s",
              resetsInARow,
              during()),
          "look at the last screens in the evidence; raise limits.resets if the guest needs more");
    }
  }

  private void checkSignOff() {
    if (dialogue.failure().isPresent()) {
      throw failedStep(dialogue.failure().get());
    }
    if (!dialogue.isSignedOff()) {
      String foreign =
          dialogue.foreign() == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  "; %d messages on its serial port carried another build's token",
                  dialogue.foreign());
      throw failure(
          Failure.NO_SIGN_OFF,
          "the guest powered off%s without signing off%s%s"
              .formatted(
                  during(), foreign, dialogue.lastWords().map(words -> ": " + words).orElse("")),
          "a power-off alone does not count as success; see the last screen and protocol.log in"
              + " the evidence");
    }
  }

  private void checkTime() {
    if (context.deadline().isOver()) {
      throw failure(
          Failure.TIME_LIMIT,
          "the VM run \"%s\" did not finish within its limit of %s%s"
              .formatted(
                  job.run(),
                  Durations.format(context.limit().time()),
                  room.isAwaited() ? ": it is paused, since the host's disk is full" : during()),
          "see the last screen in the evidence; raise limits.%s in the recipe if it needs more time"
              .formatted(job.run()));
    }
  }

  private void checkFailedStep() {
    if (failedAt.isPresent()
        && Duration.between(failedAt.get(), timer.instant()).compareTo(AFTER_FAILURE) > 0) {
      throw failedStep(dialogue.failure().orElseThrow());
    }
  }

  private BuildException failedStep(GuestMessage message) {
    return failure(
        Failure.GUEST,
        "step \"%s\" failed in the guest: %s".formatted(message.step(), message.text()),
        advice(message.text()) + "see protocol.log in the evidence for the step's last lines");
  }

  /** The meanings of Windows codes in a message, and their remedies. */
  private static String advice(String text) {
    return WindowsCode.in(text).stream()
        .map(code -> "%s: %s; %s; ".formatted(code.code(), code.meaning(), code.remedy()))
        .collect(Collectors.joining());
  }

  private void pressKey() {
    if (!keyAwaited) {
      return;
    }
    if (Duration.between(begun, timer.instant()).compareTo(PROMPT_OVER) > 0
        || machine.diskBytes() > PAST_THE_PROMPT) {
      keyAwaited = false;
      return;
    }
    // Windows Boot Manager, which comes next, opens its menu for SPACE or F8 but ignores this key.
    machine.press(VirtualMachine.Key.UP);
  }

  private void checkSilence() {
    if (!hasSpoken && !machine.showsLife()) {
      // Windows Setup sends no messages, and nothing else can be seen of it.
      return;
    }
    if (!machine.showsLife()) {
      checkMessages();
      return;
    }
    vitality.look();
    if (vitality.quietFor().compareTo(limits.silence()) > 0) {
      throw failure(
          Failure.SILENT_GUEST,
          "the guest sent no message, did not use its disk and showed nothing new for %s%s%s"
              .formatted(Durations.format(limits.silence()), during(), processorUse()),
          "see the last screen in the evidence: it usually shows what Windows is waiting for");
    }
  }

  /** How busy a silent machine has been, for its failure's message; empty if unknown. */
  private String processorUse() {
    OptionalLong percent = vitality.processorPercent();
    return percent.isPresent()
        ? "; meanwhile it used " + percent.getAsLong() + " % of a processor"
        : "";
  }

  /** Windows sends none while it configures updates, before and after a restart. */
  private void checkMessages() {
    Duration longest = limits.silence().multipliedBy(UNSEEN);
    if (vitality.quietFor().compareTo(longest) > 0) {
      throw failure(
          Failure.SILENT_GUEST,
          "the guest sent no message for %s%s; nothing else can be seen of it here"
              .formatted(Durations.format(longest), during()),
          "build again and look at the screen meanwhile, or build with --hypervisor qemu, which"
              + " keeps screenshots");
    }
  }

  private String during() {
    String doing = dialogue.doing().map(text -> ", which was at: " + text).orElse("");
    return dialogue.currentStep().map(step -> " during step \"" + step + "\"" + doing).orElse("");
  }

  private static BuildException failure(Failure failure, String message, String remedy) {
    return new BuildException(failure, message, remedy);
  }
}
