package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageContextTest {
  @ParameterizedTest
  @CsvSource({"limits.install, raise limits.install", "'', this limit is fixed"})
  void aStageThatIsLateSaysWhatToDo(String key, String remedy) {
    TestClock clock = new TestClock();
    Limit limit = key.isEmpty() ? Limit.HOST_WORK : Limit.of(key, Duration.ofMinutes(1));
    StageContext late = StageContexts.of("Stage", limit, List.of(), clock, event -> {});
    clock.pass(limit.time());

    BuildException failure = catchThrowableOfType(BuildException.class, late::checkOnTime);

    assertThat(failure.failure()).isEqualTo(Failure.TIME_LIMIT);
    assertThat(failure.remedy()).contains(remedy);
  }

  @Test
  void aStageThatHadToWaitHasAllOfItsLimit() {
    TestClock clock = new TestClock();
    Limit limit = Limit.of("limits.install", Duration.ofMinutes(1));
    StageContext waited = StageContexts.of("Stage", limit, List.of(), clock, event -> {});
    clock.pass(limit.time());

    StageContext begins = waited.fromNow(waited.limit().time());

    assertThat(begins.remaining()).isEqualTo(limit.time());
    begins.checkOnTime();
    clock.pass(limit.time());
    assertThatExceptionOfType(BuildException.class).isThrownBy(begins::checkOnTime);
  }
}
