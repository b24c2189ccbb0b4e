package dev.casement.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** What fails trains all the same, but not what comes after. */
class PublishTrainingTest {
  @Test
  void goesAllTheWay() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    assertThat(PublishTraining.train(new PrintStream(said, true, UTF_8)))
        .as(said.toString(UTF_8))
        .isZero();
    assertThat(said.toString(UTF_8)).contains("published as 1");
  }
}
