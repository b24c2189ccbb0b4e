package dev.casement.media.wim;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.bytes.HostFile;
import dev.casement.media.volume.Block;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The XML of a hostile WIM. */
class WimMetadataTest {
  @TempDir Path directory;

  @Test
  void noFileOfTheHostIsRead() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "of the host");

    assertRefused(
        "<!DOCTYPE WIM [<!ENTITY x SYSTEM \"%s\">]>".formatted(file.toUri()), "of the host");
  }

  @Test
  void noEntityExpands() throws IOException {
    assertRefused("<!DOCTYPE WIM [<!ENTITY x \"hahaha\">]>", "hahaha");
  }

  private void assertRefused(String documentType, String text) throws IOException {
    Path wim = Files.write(directory.resolve("install.wim"), new byte[512]);
    try (HostFile source = HostFile.open(wim)) {
      Block at = Block.read(source, 0, 512, "XML metadata");
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(
              () ->
                  WimMetadata.parse(
                      at, documentType + "<WIM><IMAGE INDEX=\"1\"><NAME>&x;</NAME></IMAGE></WIM>"))
          .withMessageContaining("not well formed")
          .withMessageNotContaining(text);
    }
  }
}
