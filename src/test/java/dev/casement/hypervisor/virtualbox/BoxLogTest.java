package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.MachineEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class BoxLogTest {
  @TempDir Path directory;

  @Test
  void tellsAResetOnceAlsoWhenItsLineComesInPieces() throws IOException {
    Path file = directory.resolve("VBox.log");
    BoxLog log = new BoxLog(file);
    assertThat(log.readOn()).isEmpty();
    append(
        file, "00:00:01.1 Changing the VM state from 'CREATED' to 'POWERING_ON'\n00:00:02 Chang");
    assertThat(log.readOn()).isEmpty();
    assertThat(log.hasStateChanged()).isTrue();
    append(file, "ing the VM state from 'RUNNING' to 'RESETTING'\n");
    assertThat(log.readOn()).containsExactly(new MachineEvent.Reset());
    assertThat(log.readOn()).isEmpty();
    assertThat(log.hasStateChanged()).isFalse();
  }

  @Test
  void countsHowOftenTheHostWasFull() throws IOException {
    Path file = directory.resolve("VBox.log");
    append(
        file,
        "00:01:00.5 Console: VM runtime error: fatal=false, errorID=DrvVD_DISKFULL message=\"Host"
            + " system reported disk full.\"\n");
    BoxLog log = new BoxLog(file);
    log.readOn();
    assertThat(log.timesFull()).isEqualTo(1);
    assertThat(log.diskFailure()).isEmpty();
  }

  @Test
  void takesACacheThatCannotWriteForAFullHostOrADiskThatFailed() throws IOException {
    Path file = directory.resolve("VBox.log");
    append(
        file,
        "00:03:08.7 Console: VM runtime error: fatal=false, errorID=BLKCACHE_IOERR message=\"The"
            + " I/O cache encountered an error (rc=VERR_DISK_FULL).\"\n");
    append(
        file,
        "00:03:09 Console: VM runtime error: fatal=false, errorID=Other message=\"no disk\"\n");
    BoxLog log = new BoxLog(file);
    log.readOn();
    assertThat(log.timesFull()).isEqualTo(1);
    assertThat(log.diskFailure()).isEmpty();

    append(
        file,
        "00:03:10 Console: VM runtime error: fatal=false, errorID=BLKCACHE_IOERR message=\"The"
            + " I/O cache encountered an error (rc=VERR_DEV_IO_ERROR).\"\n");
    log.readOn();
    assertThat(log.timesFull()).isEqualTo(1);
    assertThat(log.diskFailure())
        .contains(
            new MachineEvent.DiskFailed(
                "BLKCACHE_IOERR", "The I/O cache encountered an error (rc=VERR_DEV_IO_ERROR)."));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
