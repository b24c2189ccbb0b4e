package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoPromptBootTest {
  private static final byte[] ASKS = image(1);
  private static final byte[] ASKS_NOBODY = image(2);

  @TempDir Path directory;
  private Fixture fixture;
  private Path iso;

  @BeforeEach
  void fixture() {
    fixture =
        Fixture.installFiles(directory.resolve("tree")).file("efi/microsoft/boot/efisys.bin", ASKS);
    iso = directory.resolve("windows.iso");
  }

  private static byte[] image(int seed) {
    return Arrays.copyOf(MediaFiles.random(30_000, seed), 30_720);
  }

  private Path write(String format, String... more) {
    List<String> argv = new ArrayList<>(List.of("genisoimage", "-quiet", format));
    argv.addAll(List.of("-b", "boot/BCD", "-no-emul-boot", "-eltorito-alt-boot"));
    argv.addAll(List.of("-e", "efi/microsoft/boot/efisys.bin", "-no-emul-boot"));
    argv.addAll(List.of(more));
    return fixture.iso(iso, argv.toArray(new String[0]));
  }

  /** Written there, the sector makes the catalogue name the image that asks nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"-udf", "-J"})
  void tellsWhichFourBytesMakeAMediumBootWithoutAKey(String format) throws IOException {
    fixture.file(NoPromptBoot.FILE, ASKS_NOBODY);

    NoPromptBoot boot = NoPromptBoot.of(write(format, "-boot-load-size", "1")).orElseThrow();

    try (FileChannel channel = FileChannel.open(iso)) {
      long asks = number(channel, boot.position());
      assertThat(bytes(channel, asks * 2048, ASKS.length)).isEqualTo(ASKS);
      assertThat(bytes(channel, boot.sector() * 2048, ASKS_NOBODY.length)).isEqualTo(ASKS_NOBODY);
      // The entry that BIOS boots is another one, 64 bytes before.
      assertThat(number(channel, boot.position() - 64)).isNotEqualTo(asks);
    }
  }

  @Test
  void aMediumWithoutTheFileHasNone() {
    fixture.text(
        "efi/microsoft/boot/cdboot_noprompt.efi", "the loader alone does not make it boot");

    assertThat(NoPromptBoot.of(write("-udf"))).isEmpty();
  }

  @Test
  void aMediumThatDoesNotBootWithUefiHasNone() {
    fixture.file(NoPromptBoot.FILE, ASKS_NOBODY);
    fixture.iso(iso, "genisoimage", "-quiet", "-udf", "-b", "boot/BCD", "-no-emul-boot");

    assertThat(NoPromptBoot.of(iso)).isEmpty();
  }

  /** The firmware would see no more of it than the entry's length. */
  @Test
  void anImageThatIsLongerThanTheEntrySaysIsNone() {
    fixture.file(NoPromptBoot.FILE, Arrays.copyOf(ASKS_NOBODY, 2 * ASKS_NOBODY.length));

    assertThat(NoPromptBoot.of(write("-udf", "-boot-load-size", "60"))).isEmpty();
    assertThat(NoPromptBoot.of(write("-udf", "-boot-load-size", "120"))).isPresent();
  }

  private static long number(FileChannel channel, long position) throws IOException {
    return ByteBuffer.wrap(bytes(channel, position, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static byte[] bytes(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.read(buffer, position);
    return buffer.array();
  }
}
