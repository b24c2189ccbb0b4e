package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import dev.casement.guest.GuestProtocol;
import dev.casement.guest.GuestReport;
import dev.casement.guest.Job;
import dev.casement.guest.JobStep;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.engine.TestClock;
import dev.casement.recipe.Limits;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class GuestWatchTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String OTHER_TOKEN = "ffffffffffffffffffffffffffffffff";
  private static final Duration SILENCE = Duration.ofMinutes(5);

  @TempDir Path logs;
  private final TestClock clock = new TestClock();
  private final List<BuildEvent> events = new ArrayList<>();
  private final FakeVirtualMachine machine = new FakeVirtualMachine(clock::pass);
  private long sequence;

  @Test
  void reportsWhatTheGuestSaidOnceItHasSignedOffAndPoweredOff() {
    says(Event.STARTED, "drivers", "");
    machine.idles(7);
    says(Event.FACT, "drivers", "driver.viostor=100.94");
    says(Event.FINISHED, "drivers", "");
    machine.then(new MachineEvent.Reset());
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    GuestReport report = watch(false).untilPowerOff();

    assertThat(report.steps())
        .extracting(GuestReport.StepDone::id)
        .containsExactly("drivers", "sign-off");
    assertThat(report.steps().getFirst().elapsed()).isEqualTo(Duration.ofSeconds(7));
    assertThat(report.facts()).containsExactly(new GuestReport.Fact("driver.viostor", "100.94"));
    assertThat(report.resets()).isEqualTo(1);
  }

  @Test
  void aFactThatIsSaidAgainAfterAResetCountsOnce() {
    says(Event.FACT, "drivers", "update.installed=KB1");
    says(Event.FACT, "drivers", "update.installed=KB2");
    machine.then(new MachineEvent.Reset());
    says(Event.FACT, "drivers", "update.installed=KB1");
    says(Event.FACT, "drivers", "update.installed=KB3");
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().facts())
        .extracting(GuestReport.Fact::value)
        .containsExactly("KB1", "KB2", "KB3");
  }

  @Test
  void noiseOnTheSerialPortDoesNotMatter() {
    machine.says("BdsDxe: loading Boot0001").says("CASEMENT/1 garbage").says("");
    signsOff();
    machine.says("SeaBIOS (version 1.16)").then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().steps()).hasSize(1);
  }

  @Test
  void saysWhatAGuestWithoutAJobSaidLast() {
    machine.says("Casement: forgotten");
    machine
        .says("Casement: one")
        .says("SeaBIOSCasement: two\r")
        .says("Casement: three, powering off");
    machine.says("\u001b[2Jnoise").then(new MachineEvent.PoweredOff());

    assertFails(Failure.NO_SIGN_OFF)
        .withMessage(
            "the guest powered off without signing off:" + " one; two; three, powering off");
  }

  @Test
  void failsWhenTheGuestPowersOffWithoutSigningOff() {
    says(Event.STARTED, "drivers", "");
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.NO_SIGN_OFF).withMessageContaining("during step \"drivers\"");
  }

  @Test
  void anotherBuildsSignOffIsNone() {
    machine.says(
        GuestProtocol.format(
            new GuestMessage(OTHER_TOKEN, 1, Event.FINISHED, "sign-off", OptionalInt.empty(), "")));
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.NO_SIGN_OFF).withMessageContaining("another build's token");
  }

  @Test
  void aReplayedSignOffOfAnEarlierSequenceIsNone() {
    sequence = 5;
    says(Event.STARTED, "drivers", "");
    sequence = 2;
    says(Event.FINISHED, "sign-off", "");
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.NO_SIGN_OFF);
  }

  @Test
  void failsWithTheGuestsOwnWordsWhenAStepFailed() {
    says(Event.STARTED, "drivers", "");
    says(Event.FAILED, "drivers", "pnputil ended with 5");
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.GUEST).withMessageContaining("pnputil ended with 5");
  }

  @Test
  void saysWhatAKnownCodeMeansAndWhatToDo() {
    says(Event.FAILED, "drivers", "exit code 1: cannot be installed: KB1 Title (0x800f0823)");
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.GUEST)
        .withMessageContaining("KB1 Title (0x800f0823)")
        .satisfies(
            failure ->
                assertThat(failure.remedy())
                    .startsWith(
                        "0x800f0823: it needs a newer servicing stack; put the servicing stack"
                            + " update that its article names into updates.packages; "));
  }

  @Test
  void doesNotWaitForEverForTheGuestToPowerOffAfterAFailedStep() {
    says(Event.FAILED, "drivers", "no drivers");
    machine.changesItsScreen();

    assertFails(Failure.GUEST);
    assertThat(clock.instant()).isBefore(new TestClock().instant().plusSeconds(60));
  }

  @Test
  void aSignOffAfterAFailedStepIsStillAFailure() {
    says(Event.FAILED, "drivers", "no drivers");
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.GUEST);
  }

  @Test
  void tellsADeadHypervisorFromAPowerOff() {
    machine.then(new MachineEvent.HypervisorDied(OptionalInt.of(137), "out of memory"));

    assertFails(Failure.HYPERVISOR_DIED)
        .withMessageContaining("137")
        .withMessageContaining("out of memory");
  }

  @Test
  void waitsForAMachineThatSomebodyHasPausedAndSaysSo() {
    machine.then(new MachineEvent.Paused()).idles(7);
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().steps()).hasSize(1);
    assertThat(events)
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .singleElement()
        .asString()
        .contains("was paused");
  }

  @Test
  void tellsAPanic() {
    machine.then(new MachineEvent.Panicked("0x7b"));

    assertFails(Failure.GUEST_PANIC).withMessageContaining("0x7b");
  }

  @Test
  void tellsAFailedDisk() {
    machine.then(new MachineEvent.DiskFailed("disk", "Input/output error"));

    assertFails(Failure.DISK_ERROR).withMessageContaining("Input/output error");
  }

  @Test
  void aGuestPausedByAFullHostContinuesWhenThereIsRoom() {
    machine.then(new MachineEvent.HostFull("disk")).idles(7);
    machine.then(new MachineEvent.HostFull("disk")).idles(7);
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().steps()).hasSize(1);
    assertThat(machine.resumes()).isEqualTo(2);
    assertThat(events)
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .extracting(Object::toString)
        .satisfiesExactly(
            full -> assertThat(full).contains("the host's disk is full", "512M"),
            over -> assertThat(over).contains("the guest continues"));
  }

  @Test
  void resetsWithoutANewStepAreALoop() {
    says(Event.STARTED, "updates", "");
    for (int i = 0; i < 4; i++) {
      machine.then(new MachineEvent.Reset());
      says(Event.STARTED, "updates", "");
      says(Event.LOG, "updates", "attempt " + i);
    }

    assertFails(Failure.REBOOT_LOOP)
        .withMessageContaining("4 times in a row")
        .withMessageEndingWith("during step \"updates\"");
  }

  @Test
  void whatTheGuestWasAtIsNamedAlsoAfterARestart() {
    says(Event.STARTED, "drivers", "");
    says(Event.PROGRESS, "drivers", "netkvm");
    says(Event.STARTED, "updates", "");
    says(Event.PROGRESS, "updates", "3 of 12: KB5034439");
    for (int i = 0; i < 4; i++) {
      machine.then(new MachineEvent.Reset());
      says(Event.STARTED, "updates", "");
      says(Event.LOG, "updates", "attempt " + i);
    }

    assertFails(Failure.REBOOT_LOOP)
        .withMessageEndingWith("during step \"updates\", which was at: 3 of 12: KB5034439");
  }

  @Test
  void whatASilentGuestWasAtIsNamed() {
    says(Event.PROGRESS, "updates", "3 of 12: KB5034439");

    assertFails(Failure.SILENT_GUEST)
        .withMessageEndingWith("during step \"updates\", which was at: 3 of 12: KB5034439");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 104})
  void whetherASilentGuestWaitsOrIsCaughtInALoopIsSaid(int percent) {
    machine.usesProcessor(percent).idles(100);
    says(Event.STARTED, "updates", "");

    assertFails(Failure.SILENT_GUEST)
        .withMessageEndingWith(
            "for 5m during step \"updates\"; meanwhile it used " + percent + " % of a processor");
  }

  @Test
  void asManyResetsAsAreAllowedAreNoLoop() {
    for (int i = 0; i < 3; i++) {
      machine.then(new MachineEvent.Reset());
    }
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().resets()).isEqualTo(3);
  }

  @Test
  void resetsWithNewFactsInBetweenAreNoLoop() {
    for (int i = 0; i < 20; i++) {
      machine.then(new MachineEvent.Reset());
      says(Event.FACT, "updates", "update.installed=KB" + i);
    }
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    assertThat(watch(false).untilPowerOff().resets()).isEqualTo(20);
  }

  @Test
  void aGuestThatDoesNothingAtAllIsSilent() {
    assertFails(Failure.SILENT_GUEST);
    assertThat(clock.instant()).isBefore(new TestClock().instant().plus(SILENCE.multipliedBy(2)));
  }

  /** Windows Setup sends no messages. */
  @Test
  void aGuestOfWhichNothingCanBeSeenIsSilentOnlyAfterItsFirstMessage() {
    machine.showsNothing().idles((int) SILENCE.multipliedBy(3).toSeconds());
    says(Event.STARTED, "drivers", "");

    assertFails(Failure.SILENT_GUEST)
        .withMessage(
            "the guest sent no message for 30m during step \"drivers\"; nothing else can be seen of"
                + " it here");
    assertThat(clock.instant()).isAfter(new TestClock().instant().plus(SILENCE.multipliedBy(9)));
    assertThat(logs.resolve("screen.png")).doesNotExist();
  }

  @Test
  void aGuestThatTricklesToItsDiskIsStillSilent() {
    machine.readsPerTick(4 << 10);

    assertFails(Failure.SILENT_GUEST);
  }

  @Test
  void aGuestThatUsesItsDiskIsNotSilentButRunsIntoItsLimit() {
    says(Event.PROGRESS, "drivers", "netkvm");
    says(Event.STARTED, "updates", "");
    machine.readsPerTick(1 << 20);

    assertFails(Failure.TIME_LIMIT)
        .withMessageContaining("1h")
        // What another step was at is over.
        .withMessageEndingWith("during step \"updates\"");
  }

  @Test
  void aGuestThatChangesItsScreenIsNotSilent() {
    machine.changesItsScreen();

    assertFails(Failure.TIME_LIMIT);
  }

  @Test
  void pressesAKeyOnceASecondUntilSetupHasRead() {
    machine.readsPerTick(4 << 20).idles(20);
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    watch(true).untilPowerOff();

    assertThat(machine.keys()).hasSize(3).containsOnly(VirtualMachine.Key.UP);
  }

  @Test
  void pressesNoKeyWhenNoneIsAwaited() {
    machine.idles(20);
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    watch(false).untilPowerOff();

    assertThat(machine.keys()).isEmpty();
  }

  @Test
  void anInterruptStopsTheWatch() {
    Thread.currentThread().interrupt();

    assertFails(Failure.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void leavesScreenAndProtocolBehind() throws Exception {
    says(Event.STARTED, "drivers", "");
    machine.then(new MachineEvent.PoweredOff());

    assertFails(Failure.NO_SIGN_OFF);

    assertThat(logs.resolve("screen.png")).isNotEmptyFile();
    assertThat(Files.readString(logs.resolve("protocol.log")))
        .contains("started drivers")
        .doesNotContain(TOKEN);
  }

  @Test
  void tellsTheStoryOfEachStep() {
    Instant begun = clock.instant();
    says(Event.STARTED, "updates", "");
    machine.idles(7);
    machine.says(
        GuestProtocol.format(
            new GuestMessage(
                TOKEN, ++sequence, Event.PROGRESS, "updates", OptionalInt.of(40), "KB1")));
    says(Event.FINISHED, "updates", "");
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    watch(false).untilPowerOff();

    String stage = "InstallWindows";
    Instant then = begun.plusSeconds(7);
    assertThat(events)
        .filteredOn(event -> !(event instanceof BuildEvent.ScreenChanged))
        .startsWith(
            new BuildEvent.StepStarted(begun, stage, "updates", "updates"),
            new BuildEvent.StepProgress(then, stage, "updates", OptionalInt.of(40), "KB1"),
            new BuildEvent.StepFinished(then, stage, "updates", Duration.ofSeconds(7)));
  }

  /** The serial port may deliver a message again, from a buffer that a reset has brought back. */
  @Test
  void whatIsRepeatedIsNotReportedAgainAndFailsNothing() {
    says(Event.STARTED, "drivers", "");
    sequence--;
    says(Event.FAILED, "drivers", "an old failure");
    machine.idles(60);
    signsOff();
    machine.then(new MachineEvent.PoweredOff());

    watch(false).untilPowerOff();

    assertThat(events)
        .filteredOn(BuildEvent.GuestEvent.class::isInstance)
        .filteredOn(event -> !(event instanceof BuildEvent.ScreenChanged))
        .noneMatch(BuildEvent.StepFailed.class::isInstance)
        .hasSize(2);
  }

  private void says(Event event, String step, String text) {
    machine.says(
        GuestProtocol.format(
            new GuestMessage(TOKEN, ++sequence, event, step, OptionalInt.empty(), text)));
  }

  private void signsOff() {
    says(Event.FINISHED, "sign-off", "");
  }

  private org.assertj.core.api.ThrowableAssertAlternative<BuildException> assertFails(
      Failure failure) {
    return assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> watch(false).untilPowerOff())
        .satisfies(e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private GuestWatch watch(boolean keyAwaited) {
    Job job =
        new Job("install", TOKEN, List.of(step("drivers"), step("updates"), step("sign-off")));
    Limit limit = Limit.of("limits.install", Duration.ofHours(1));
    StageContext context = StageContexts.of("InstallWindows", limit, List.of(), clock, events::add);
    return new GuestWatch(machine, job, limits(), context, logs, keyAwaited);
  }

  private static Limits limits() {
    Limits defaults = Limits.defaults();
    return new Limits(
        defaults.acquire(),
        defaults.install(),
        defaults.update(),
        defaults.generalize(),
        defaults.boot(),
        defaults.packaging(),
        SILENCE,
        3,
        defaults.updateRounds(),
        defaults.oneUpdate());
  }

  private static JobStep step(String id) {
    return new JobStep(
        id, id, List.of("cmd.exe"), Duration.ofMinutes(1), Set.of(0), Set.of(), Set.of());
  }
}
