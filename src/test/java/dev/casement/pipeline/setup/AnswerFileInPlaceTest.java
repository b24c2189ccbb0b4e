package dev.casement.pipeline.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.hypervisor.ImageCopy.Change;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.verify.BaseImage.AnswerFilePlace;
import dev.casement.verify.BaseImage.Part;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer file in the place of another. */
class AnswerFileInPlaceTest {
  private static AnswerFilePlace place(long size, Part... parts) {
    return new AnswerFilePlace("\\Windows\\Panther\\unattend.xml", size, List.of(parts));
  }

  private static byte[] together(List<Change> changes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    changes.forEach(change -> all.writeBytes(change.content()));
    return all.toByteArray();
  }

  @Test
  void isAsLongAsTheOldOneAndEndsWithEmptyLines() {
    List<Change> changes = AnswerFileInPlace.changes(place(700, new Part(8192, 4096)), "<é/>");

    assertThat(changes).singleElement().extracting(Change::offset).isEqualTo(8192L);
    byte[] written = together(changes);
    assertThat(written).hasSize(1024);
    assertThat(new String(written, 0, 700, UTF_8)).isEqualTo("<é/>" + "\n".repeat(695));
    assertThat(Arrays.copyOfRange(written, 700, 1024)).containsOnly(0);
  }

  @Test
  void isSpreadOverThePartsOfTheOldOne() {
    String text = "x".repeat(4000);
    List<Change> changes =
        AnswerFileInPlace.changes(
            place(4673, new Part(40960, 4096), new Part(4096, 4096), new Part(8192, 4096)), text);

    assertThat(changes).extracting(Change::offset).containsExactly(40960L, 4096L);
    assertThat(changes).extracting(change -> change.content().length).containsExactly(4096, 1024);
    assertThat(new String(together(changes), 0, 4673, UTF_8)).isEqualTo(text + "\n".repeat(673));
  }

  @Test
  void mustNotBeLonger() {
    AnswerFilePlace place = place(5, new Part(0, 4096));
    assertThat(together(AnswerFileInPlace.changes(place, "12345"))).hasSize(512);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> AnswerFileInPlace.changes(place, "123456"))
        .withMessageContaining("unattend.xml of the image has 5 bytes")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA));
  }
}
