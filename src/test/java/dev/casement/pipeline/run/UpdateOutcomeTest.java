package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestReport;
import dev.casement.guest.GuestReport.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateOutcomeTest {
  @Test
  void eachUpdateHasItsOutcomeAndItsCode() {
    GuestReport report =
        report(
            new Fact("update.left-out", "KB5054156: another release of Windows"),
            new Fact("update.excluded", "KB5034439"),
            new Fact("update.installed", "A title with words"),
            new Fact("update.code", "A title with words 0x00240005"),
            new Fact("update.failed", "KB5000005 0x800f0823"),
            new Fact("update.not-applicable", "d-kb8888888.msu"),
            new Fact("update.code", "d-kb8888888.msu 0x80240017"),
            new Fact("os.version", "10.0"));

    assertThat(UpdateOutcome.of(List.of(report)))
        .containsExactly(
            new UpdateOutcome("KB5054156", "left-out", "", "another release of Windows"),
            new UpdateOutcome("KB5034439", "excluded", "", ""),
            new UpdateOutcome("A title with words", "installed", "0x00240005", ""),
            new UpdateOutcome("KB5000005", "failed", "0x800f0823", ""),
            new UpdateOutcome("d-kb8888888.msu", "not-applicable", "0x80240017", ""));
  }

  @Test
  void whatFailedIsAWarningThatSaysWhatTheCodeMeans() {
    assertThat(UpdateOutcome.warnings(report(new Fact("update.failed", "KB5000005 0x800f0823"))))
        .containsExactly(
            "KB5000005 is not in the image: it could not be installed, 0x800f0823 (it needs a newer"
                + " servicing stack)");
    assertThat(UpdateOutcome.warnings(report(new Fact("update.installed", "KB1")))).isEmpty();
  }

  private static GuestReport report(Fact... facts) {
    return new GuestReport("update", List.of(), List.of(facts), 0);
  }
}
