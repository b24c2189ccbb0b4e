package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.process.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
@Timeout(300)
class SupervisorTest {
  @TempDir Path directory;
  private Path log;
  private boolean serialAwaited;

  @BeforeEach
  void writeLog() throws IOException {
    log = Files.writeString(directory.resolve("VBox.log"), "00:00:01 first\n00:00:02 last\n");
  }

  @ParameterizedTest
  @CsvSource({
    "gurumeditation, Guru Meditation",
    "aborted, killed or crashed",
    "saved, state was saved",
    "aborted-saved, killed or crashed"
  })
  void aMachineThatEndsOtherwiseThanByPowerOffHasDied(String state, String what) {
    assertThat(events(answers(state)))
        .singleElement()
        .isInstanceOf(MachineEvent.HypervisorDied.class)
        .asString()
        .contains(what, "00:00:02 last");
  }

  @Test
  void aPowerOffIsToldWhenNobodyHoldsTheMachineAndTheGuestHasBeenHeard() {
    assertThat(events(answers("running", "poweroff\"\nSessionName=\"headless", "poweroff")))
        .containsExactly(new MachineEvent.PoweredOff());
    assertThat(serialAwaited).isTrue();
  }

  @Test
  void anAnswerThatIsMissingNowAndThenIsNoEnd() {
    assertThat(events(answers("", "", "", "", "", "running", "", "", "poweroff")))
        .containsExactly(new MachineEvent.PoweredOff());
  }

  @Test
  void aMachineThatNobodyAnswersForIsTakenForDead() {
    assertThat(events(answers("running", "")))
        .singleElement()
        .asString()
        .contains("no longer answers");
  }

  @Test
  void aPauseIsToldOnceAndAgainAfterTheMachineRan() {
    assertThat(events(answers("paused", "paused", "running", "paused", "poweroff")))
        .containsExactly(
            new MachineEvent.Paused(), new MachineEvent.Paused(), new MachineEvent.PoweredOff());
  }

  @Test
  void aPauseForADiskIsTheDisksFailure() throws IOException {
    Files.writeString(
        log, "VM runtime error: fatal=false, errorID=DrvVD_IOERR message=\"Broken.\"\n");

    assertThat(events(answers("paused", "paused", "poweroff")))
        .containsExactly(
            new MachineEvent.DiskFailed("DrvVD_IOERR", "Broken."), new MachineEvent.PoweredOff());
  }

  @Test
  void aPauseForAFullHostIsToldOnce() throws IOException {
    Files.writeString(
        log, "VM runtime error: fatal=false, errorID=DrvVD_DISKFULL message=\"Full.\"\n");

    assertThat(events(answers("paused", "paused", "running", "poweroff")))
        .containsExactly(new MachineEvent.HostFull("of the VM"), new MachineEvent.PoweredOff());
  }

  /** Says these states, the last one for ever; nothing for an empty one. */
  private static FakeVBoxManage answers(String... states) {
    AtomicInteger asked = new AtomicInteger();
    return new FakeVBoxManage(
        arguments -> {
          String state = states[Math.min(asked.getAndIncrement(), states.length - 1)];
          return state.isEmpty()
              ? new CommandResult(
                  1, "", "VBoxManage: error: Failed to create the VirtualBox object!")
              : FakeVBoxManage.says("VMState=\"" + state + "\"\n");
        });
  }

  private List<MachineEvent> events(FakeVBoxManage fake) {
    EventQueue queue = new EventQueue();
    VBoxManage manage = new VBoxManage(fake, Duration.ZERO);
    new Supervisor(() -> manage.infoNow("x"), log, queue, () -> serialAwaited = true, Duration.ZERO)
        .run();
    List<MachineEvent> events = new ArrayList<>();
    try {
      Optional<MachineEvent> event = queue.next(Duration.ZERO);
      while (event.isPresent()) {
        events.add(event.get());
        event = queue.next(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return events;
  }
}
