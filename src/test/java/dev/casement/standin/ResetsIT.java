package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machine is reset at random moments: the run goes on where it was and ends right.
 *
 * <p>The moments come from a seed, which a failure names; {@code -Dguest.seed=N} tries it again.
 */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class ResetsIT {
  private static final String SEED = "guest.seed";

  /** How many messages a run without resets sends, at least. */
  private static final int UPDATE = 14;

  private static final int GENERALIZE = 35;

  static LongStream draw() {
    return seeds(3);
  }

  static LongStream rest() {
    return seeds(20).skip(3);
  }

  private static LongStream seeds(int count) {
    String given = System.getProperty(SEED);
    return given == null
        ? new Random(20_261_128).longs(count, 0, 1_000_000)
        : LongStream.of(Long.parseLong(given));
  }

  @ParameterizedTest
  @MethodSource("draw")
  void aRunGoesOnAfterResets(long seed) {
    reset(seed);
  }

  @Tag("slow")
  @ParameterizedTest(allowZeroInvocations = true) // with a seed that is given
  @MethodSource("rest")
  void aRunGoesOnAfterMoreResets(long seed) {
    reset(seed);
  }

  private static void reset(long seed) {
    Random random = new Random(seed);
    boolean update = random.nextBoolean();
    int first = random.nextInt(update ? UPDATE : GENERALIZE);
    int second = first + random.nextInt(10);
    List<Reset> moments =
        List.of(
            new Reset(first, Duration.ofMillis(random.nextInt(2_000))),
            new Reset(second, Duration.ofMillis(random.nextInt(2_000))));
    GuestRecipe recipe =
        new GuestRecipe()
            .script("one.ps1", "Start-Sleep -Milliseconds 1500; exit 0")
            .script("two.ps1", "Start-Sleep -Milliseconds 500; exit 3010");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe).installed()) {
      build.resets(moments.toArray(Reset[]::new));
      String seeded = "seed " + seed + ", resets at " + moments + "; ";
      if (update) {
        update(build, seeded);
      } else {
        generalize(build, seeded);
      }
    }
  }

  private static void update(StandInBuild build, String seeded) {
    build.windows().updates("[KB1]\ninstall=ok+reboot\n[KB2]\n[KB3]\n[KB4]\nafter=KB1\n");
    RunResult result = build.run("update");
    assertThat(result.isSignedOff()).as(seeded + result.said()).isTrue();
    assertThat(result.guest().facts("update.installed"))
        .as(seeded + result.said())
        .containsOnlyOnce("KB1", "KB2", "KB3", "KB4");
    assertSequenceNeverRepeats(result, seeded);
  }

  private static void generalize(StandInBuild build, String seeded) {
    RunResult result = build.run("generalize");
    assertSequenceNeverRepeats(result, seeded);
    if (result.isSignedOff()) {
      assertThat(build.windows().exists("C:\\ProgramData\\Casement")).as(seeded).isFalse();
      return;
    }
    // A reset after AutoLogon has ended is the end of a build: nobody logs on, and no sign-off.
    assertThat(result.end()).as(seeded + result.said()).isEqualTo(RunResult.End.NOBODY_LOGS_ON);
    assertThat(result.guest().messages())
        .as(seeded + result.said())
        .anyMatch(each -> each.event() == Event.STARTED && each.step().equals("clean-up"));
  }

  private static void assertSequenceNeverRepeats(RunResult result, String seeded) {
    assertThat(result.guest().messages().stream().map(GuestMessage::sequence))
        .as(seeded + result.said())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** At first logon, before the runner has seen to it that the machine comes back, nobody does. */
  @Test
  void aResetBeforeTheRunnerIsThereEndsWithNobodyLoggingOn() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, new GuestRecipe().bare())) {
      RunResult result = build.resets(new Reset(0, Duration.ZERO)).run("install");
      assertThat(result.end()).isEqualTo(RunResult.End.NOBODY_LOGS_ON);
      assertThat(result.guest().messages()).isEmpty();
    }
  }
}
