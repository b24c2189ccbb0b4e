package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageContextTest {
  @ParameterizedTest
  @CsvSource({
    "AcquireMedia, raise limits.acquire",
    "InspectMedia, this limit is fixed",
    "AuthorSetupMedia, this limit is fixed",
    "PackageImage, raise limits.packaging",
    "PublishImage, this limit is fixed"
  })
  void aStageThatIsLateNamesALimitThatThereIs(String stage, String remedy) {
    TestClock clock = new TestClock();
    Duration limit = Duration.ofMinutes(1);
    Instant started = clock.instant().minus(limit);
    StageContext late = new StageContext(stage, limit, started, new Scope(), clock, event -> {});

    BuildException failure = catchThrowableOfType(BuildException.class, late::checkOnTime);

    assertThat(failure.failure()).isEqualTo(Failure.TIME_LIMIT);
    assertThat(failure.remedy()).contains(remedy);
  }
}
