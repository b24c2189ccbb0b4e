package dev.casement.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.evtx.EventLogBuilder;
import dev.casement.disk.evtx.EventLogBuilder.Entry;
import dev.casement.disk.image.DiskException;
import dev.casement.media.Program;
import dev.casement.verify.diagnosis.Diagnosis;
import dev.casement.verify.sbom.CycloneDx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of a Windows with random damage: findings, or a refusal that says why, and never a defect,
 * much time or much memory. The damage follows from its number alone, which a failure names.
 */
@Tag("slow")
class MutatedImagesTest {
  private static final int IMAGES = 10_000;

  /** Of the volume of Windows, where its structures and hives are. */
  private static final int VOLUME_AT = 17 << 20;

  private static final int VOLUME_SIZE = 24 << 20;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /** What verifying one may add to the heap that is in use, garbage included. */
  private static final long MOST_MEMORY = 300L << 20;

  @TempDir Path directory;
  private Path raw = Path.of("");
  private byte[] volume = new byte[0];
  private byte[] qcow2 = new byte[0];

  @BeforeEach
  void makeASoundImage() throws IOException {
    ImageOfWindows image = ImageOfWindows.uefi();
    List<Entry> events =
        LongStream.range(1, 200)
            .mapToObj(number -> new Entry(number, 2, "disk", 7, List.of("a", "b" + number)))
            .toList();
    image.files.put(
        "Windows/System32/winevt/Logs/System.evtx",
        EventLogBuilder.log(EventLogBuilder.chunk(events)));
    image.links.put("Windows/Panther/Unattend/unattend.xml", "../unattend.xml");
    image.links.put("Windows/System32/Sysprep/unattend.xml", "../../Panther/none/../unattend.xml");
    String users = "SAM\\Domains\\Account\\Users\\";
    image.accounts.put(users + "Names\\Administrator\\", 500L);
    image.accounts.put(users + "Names\\builder\\", 1001L);
    image.accounts.put(users + "000003E9\\F", new byte[80]);
    raw = image.build(directory);
    volume = Arrays.copyOfRange(Files.readAllBytes(raw), VOLUME_AT, VOLUME_AT + VOLUME_SIZE);
    Path compressed = directory.resolve("disk.qcow2");
    Program.run("qemu-img", "convert", "-c", "-O", "qcow2", raw + "", compressed + "");
    qcow2 = Files.readAllBytes(compressed);
  }

  @Test
  void damageIsAFindingAndNotADefect() throws IOException {
    Path mutated = directory.resolve("mutated.qcow2");
    int findings = 0;
    int refused = 0;
    for (int i = 0; i < IMAGES; i++) {
      Random random = new Random(i);
      Outcome outcome;
      if (i % 4 == 0) {
        Files.write(mutated, mutate(qcow2, random));
        outcome = verify(i, mutated, DiskFormat.QCOW2);
      } else {
        outcome = damaged(i, random);
      }
      findings += outcome == Outcome.FINDINGS ? 1 : 0;
      refused += outcome == Outcome.REFUSED ? 1 : 0;
    }
    // Damage that no rule is about is found by none; but most of it must have been seen.
    assertThat(findings).isGreaterThan(IMAGES / 10);
    assertThat(refused).isBetween(1, IMAGES / 4);
  }

  private enum Outcome {
    FINDINGS,
    NOTHING,
    REFUSED
  }

  /** In place, and back: the file is too large to be written ten thousand times. */
  private Outcome damaged(int number, Random random) throws IOException {
    int[] places = new int[1 + random.nextInt(40)];
    try (FileChannel file = FileChannel.open(raw, StandardOpenOption.WRITE)) {
      for (int i = 0; i < places.length; i++) {
        places[i] = used(random);
        file.write(ByteBuffer.wrap(new byte[] {(byte) random.nextInt()}), VOLUME_AT + places[i]);
      }
      try {
        return verify(number, raw, DiskFormat.RAW);
      } finally {
        for (int place : places) {
          file.write(ByteBuffer.wrap(volume, place, 1), VOLUME_AT + place);
        }
      }
    }
  }

  /** A place with something but zeros around it. */
  private int used(Random random) {
    for (int i = 0; i < 1000; i++) {
      int place = random.nextInt(VOLUME_SIZE - 8);
      for (int j = 0; j < 8; j++) {
        if (volume[place + j] != 0) {
          return place;
        }
      }
    }
    return 0;
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(4096)), (byte) 0);
      case 2 -> bytes[random.nextInt(512)] = (byte) random.nextInt();
      default -> {
        for (int i = 0; i < 20; i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return bytes;
  }

  private Outcome verify(int number, Path disk, DiskFormat format) throws IOException {
    long before = used();
    long start = System.nanoTime();
    Outcome outcome;
    try {
      Verification verification = Verification.of(disk, format);
      assertThat(verification.findings()).doesNotContainNull();
      verification.inventory().ifPresent(inventory -> CycloneDx.of(inventory, "1"));
      assertThat(Diagnosis.of(disk, format, directory).causes()).doesNotContainNull();
      outcome = verification.findings().isEmpty() ? Outcome.NOTHING : Outcome.FINDINGS;
    } catch (DiskException e) {
      assertThat(e).message().isNotBlank();
      outcome = Outcome.REFUSED;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return fail("image " + number, e);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(time).as("time for image %s", number).isLessThan(LONGEST);
    assertThat(used() - before).as("memory for image %s", number).isLessThan(MOST_MEMORY);
    return outcome;
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
