package dev.casement.openstack.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {
  private final ConsoleLog log = new ConsoleLog();

  @Test
  void onlyWhatIsNewIsAdded() {
    assertAdds("", "", false);
    assertAdds("one\ntw", "one\ntw", false);
    assertAdds("one\ntwo\n", "o\n", false);
    assertAdds("one\ntwo\n", "", false);
  }

  @Test
  void aTailIsJoinedToTheOneBefore() {
    String all = lines(3000);
    StringBuilder joined = new StringBuilder();
    for (int end = 5000; end < all.length(); end += 5000) {
      ConsoleLog.Addition addition = log.add(all.substring(Math.max(0, end - 10_000), end));
      assertThat(addition.gap()).isFalse();
      joined.append(addition.text());
    }
    assertThat(all).startsWith(joined.toString());
    assertThat(joined.length()).isGreaterThan(all.length() - 5001);
  }

  @Test
  void aTailThatDoesNotReachTheOneBeforeLeavesAGap() {
    String all = lines(300);
    log.add(all.substring(0, 1000));
    assertAdds(all.substring(2000, 3000), all.substring(2000, 3000), true);
  }

  /** One line feed at the end and at the beginning is no connection. */
  @Test
  void aShortMatchIsAccidental() {
    log.add("a".repeat(100) + "\n");
    assertAdds("\n" + "b".repeat(100), "\n" + "b".repeat(100), true);
  }

  @Test
  void aLogThatBeginsAgainIsReadFromItsBeginning() {
    log.add("x".repeat(200));
    assertAdds("BdsDxe", "BdsDxe", true);
    assertAdds("BdsDxe: loading", ": loading", false);
  }

  /** Text that repeats itself has many borders. */
  @Test
  void repetitionsTakeNoLongerThanOtherText() {
    String dots = ".".repeat(100_000);
    log.add(dots);
    assertAdds(dots + "x", "x", false);
    assertAdds((dots + "xy").substring(1), "y", false);
  }

  private void assertAdds(String tail, String text, boolean gap) {
    assertThat(log.add(tail)).isEqualTo(new ConsoleLog.Addition(text, gap));
  }

  private static String lines(int count) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("line ").append(i).append(' ').append(random.nextInt()).append('\n');
    }
    return text.toString();
  }
}
