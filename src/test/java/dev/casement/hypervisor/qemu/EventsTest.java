package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class EventsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final EventQueue queue = new EventQueue();
  private final GuestFate fate = new GuestFate();

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  /** As QEMU 7.2 answers, but for what is of no interest here. */
  @Test
  void whatAGuestGivesBackToADiskIsActivityToo() {
    JsonNode devices =
        json(
            """
            [{'device': '', 'node-name': 'disk', 'qdev': 'disk0', 'stats': {'rd_bytes': 9728,
              'wr_bytes': 4096, 'unmap_bytes': 1073741824, 'flush_operations': 2}},
             {'device': '', 'node-name': 'cd0', 'qdev': 'cd0-drive', 'stats': {'rd_bytes': 2048,
              'wr_bytes': 0, 'unmap_bytes': 0}}]
            """);

    assertThat(RunningQemu.bytes(devices)).isEqualTo(9728 + 4096 + 1073741824 + 2048);
  }

  @Test
  void eventsComeOutInTheOrderTheyCameIn() throws Exception {
    queue.putLine(new SerialLine("one"));
    queue.put(new MachineEvent.Reset());
    queue.putLine(new SerialLine("two"));

    assertThat(queue.next(PATIENCE)).hasValue(new SerialLine("one"));
    assertThat(queue.next(PATIENCE)).hasValue(new MachineEvent.Reset());
    assertThat(queue.next(PATIENCE)).hasValue(new SerialLine("two"));
    assertThat(queue.next(Duration.ZERO)).isEmpty();
  }

  @Test
  void linesWaitForRoomAndAnythingElseDoesNot() throws Exception {
    CompletableFuture<Integer> put = new CompletableFuture<>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 3000; i++) {
                    queue.putLine(new SerialLine("line " + i));
                  }
                  put.complete(3000);
                });
    while (writer.getState() != Thread.State.WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(put).isNotDone();
    queue.put(new MachineEvent.PoweredOff());

    int lines = 0;
    for (int i = 0; i < 3001; i++) {
      if (queue.next(PATIENCE).orElseThrow() instanceof SerialLine line) {
        assertThat(line.text()).isEqualTo("line " + lines++);
      }
    }
    assertThat(lines).isEqualTo(3000);
    assertThat(put.get(5, TimeUnit.MINUTES)).isEqualTo(3000);
  }

  @Test
  void closingLetsEveryoneGo() throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    queue.putLine(new SerialLine("flood"));
                  }
                });
    while (writer.getState() != Thread.State.WAITING) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    queue.close();
    writer.interrupt();

    assertThat(writer.join(PATIENCE)).isTrue();
  }

  @Test
  void resetsThatNobodyLooksAtAreBounded() throws Exception {
    for (int i = 0; i < 5000; i++) {
      queue.put(new MachineEvent.Reset());
    }
    int resets = 0;
    while (queue.next(Duration.ZERO).isPresent()) {
      resets++;
    }
    assertThat(resets).isEqualTo(1000);
  }

  @Test
  void onlyResetsByTheGuestCount() {
    Optional<Instant> unknown = Optional.empty();
    Qmp.Event byHost =
        new Qmp.Event(
            "RESET", unknown, json("{'guest': false, 'reason': 'host-qmp-system-reset'}"));

    assertThat(fate.reset(reset(unknown))).hasValue(new MachineEvent.Reset());
    assertThat(fate.reset(byHost)).isEmpty();
    assertThat(fate.reset(reset(unknown))).hasValue(new MachineEvent.Reset());
  }

  private static Qmp.Event reset(Optional<Instant> at) {
    return new Qmp.Event("RESET", at, json("{'guest': true, 'reason': 'guest-reset'}"));
  }

  private int countedResets(long... microseconds) {
    return (int)
        LongStream.of(microseconds)
            .mapToObj(time -> Instant.ofEpochSecond(1_796_038_686L).plus(time, ChronoUnit.MICROS))
            .filter(at -> fate.reset(reset(Optional.of(at))).isPresent())
            .count();
  }

  /** The times are those of one reboot of a stand-in with BIOS on a busy host. */
  @Test
  void whatSeaBiosAddsToAResetIsNoOtherReset() {
    assertThat(countedResets(832_476, 867_856, 870_902, 889_186, 889_737)).isEqualTo(1);
    assertThat(countedResets(9_832_476, 9_867_856)).isEqualTo(1);
  }

  @Test
  void aGuestThatResetsAllTheTimeIsCountedEachSecond() {
    assertThat(countedResets(LongStream.range(0, 100).map(i -> i * 100_000).toArray()))
        .isEqualTo(10);
  }

  @Test
  void resetsAreCountedThoughTheClockWasSet() {
    assertThat(countedResets(5_000_000, 1_000_000, 7_200_000_000L)).isEqualTo(3);
  }

  @Test
  void theStopCodeOfWindowsIsInThePanic() {
    JsonNode data =
        json(
            "{'action': 'pause', 'info': {'type': 'hyper-v', 'arg1': 123, 'arg2':"
                + " 18446744073709551615, 'arg3': 0, 'arg4': 4096, 'arg5': 1}}");

    assertThat(fate.panicked(data))
        .hasValue(
            new MachineEvent.Panicked("stop code 0x7b, 0xffffffffffffffff, 0x0, 0x1000, 0x1"));
    assertThat(fate.panicked(data)).isEmpty();
  }

  @Test
  void onlyTheFirstDiskErrorThatStopsTheGuestCounts() {
    JsonNode reported =
        json("{'device': '', 'node-name': 'cd0', 'operation': 'read', 'action': 'report'}");
    JsonNode failed =
        json(
            "{'device': '', 'node-name': 'disk', 'operation': 'write', 'action': 'stop',"
                + " 'nospace': false, 'reason': 'Input/output error'}");

    assertThat(fate.diskFailed(reported)).isEmpty();
    assertThat(fate.diskFailed(failed))
        .hasValue(new MachineEvent.DiskFailed("disk", "write failed: Input/output error"));
    assertThat(fate.diskFailed(failed)).isEmpty();
  }

  @Test
  void aFullHostIsToldOnceUntilTheGuestContinues() {
    JsonNode full =
        json(
            "{'device': '', 'node-name': 'disk', 'operation': 'write', 'action': 'stop',"
                + " 'nospace': true, 'reason': 'No space left on device'}");

    assertThat(fate.resumes()).isFalse();
    for (int i = 0; i < 2; i++) {
      assertThat(fate.diskFailed(full)).hasValue(new MachineEvent.HostFull("disk"));
      assertThat(fate.diskFailed(full)).isEmpty();
      assertThat(fate.foundDiskFailed()).isEmpty();
      assertThat(fate.resumes()).isTrue();
      assertThat(fate.resumes()).isFalse();
    }
  }

  @Test
  void aPowerOffIsTheGuestsOwnAndQemuMustEndWell() {
    assertThat(fate.shutDown(json("{'guest': true, 'reason': 'guest-shutdown'}"))).isTrue();
    assertThat(fate.shutDown(json("{'guest': false, 'reason': 'host-qmp-quit'}"))).isFalse();

    assertThat(fate.end(OptionalInt.of(0), "")).isEqualTo(new MachineEvent.PoweredOff());
    assertThat(fate.end(OptionalInt.of(139), "tail"))
        .isEqualTo(new MachineEvent.HypervisorDied(OptionalInt.of(139), "tail"));
  }

  @Test
  void aSignalToQemuIsNoPowerOff() {
    assertThat(fate.shutDown(json("{'guest': false, 'reason': 'host-signal'}"))).isFalse();

    assertThat(fate.end(OptionalInt.of(0), "tail"))
        .isEqualTo(new MachineEvent.HypervisorDied(OptionalInt.of(0), "tail"));
  }
}
