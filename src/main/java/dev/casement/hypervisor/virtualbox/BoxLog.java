package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.MachineEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a VM's VBox.log, the only place where VirtualBox reports resets and disk failures at
 * once. Polling VBoxManage would cost a process each time and miss resets.
 */
final class BoxLog {
  private static final Pattern STATE =
      Pattern.compile("Changing the VM state from '([A-Z_]+)' to '([A-Z_]+)'");
  private static final Pattern ERROR =
      Pattern.compile("VM runtime error: fatal=\\w+, errorID=(\\w+) message=\"(.*)");

  /**
   * Errors of a disk's driver, or of the cache before it, which reports that the host's disk is
   * full.
   */
  private static final Pattern OF_A_DISK = Pattern.compile("(?:DrvVD|DevATA)_.*|BLKCACHE_IOERR");

  /**
   * An error for lack of space on the host, after which the VM is paused and may be resumed
   * (VirtualBox, DrvVD.cpp, drvvdMediaExIoReqWarningDiskFull). The cache has the code in its text.
   */
  private static final Pattern FULL = Pattern.compile("_DISKFULL |VERR_DISK_FULL");

  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private long position;
  private final StringBuilder rest = new StringBuilder();
  private Optional<MachineEvent.DiskFailed> diskFailure = Optional.empty();
  private boolean stateChanged;
  private int timesFull;

  BoxLog(Path file) {
    this.file = file;
  }

  /** Reads to the current end of the log; returns the resets since the last call. */
  List<MachineEvent.Reset> readOn() {
    List<MachineEvent.Reset> resets = new ArrayList<>();
    stateChanged = false;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(position);
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) > 0) {
        rest.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
        takeLines(resets);
      }
      position = channel.position();
    } catch (IOException e) {
      // Missing or deleted; VBoxManage is polled now and then in any case.
    }
    return resets;
  }

  /** Whether the part read last reports a change of the VM's state. */
  boolean hasStateChanged() {
    return stateChanged;
  }

  /** How often the log reports that the host's disk is full. */
  int timesFull() {
    return timesFull;
  }

  /** The first disk that failed other than for lack of space. */
  Optional<MachineEvent.DiskFailed> diskFailure() {
    return diskFailure;
  }

  private void takeLines(List<MachineEvent.Reset> resets) {
    int start = 0;
    for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      take(rest.substring(start, end), resets);
      start = end + 1;
    }
    rest.delete(0, start);
    if (rest.length() > CHUNK) {
      rest.setLength(0);
    }
  }

  private void take(String line, List<MachineEvent.Reset> resets) {
    Matcher state = STATE.matcher(line);
    if (state.find()) {
      stateChanged = true;
      if (state.group(2).equals("RESETTING") || state.group(2).equals("SOFT_RESETTING")) {
        resets.add(new MachineEvent.Reset());
      }
    }
    Matcher error = ERROR.matcher(line);
    if (!error.find() || !OF_A_DISK.matcher(error.group(1)).matches()) {
      return;
    }
    if (FULL.matcher(error.group()).find()) {
      timesFull++;
    } else if (diskFailure.isEmpty()) {
      diskFailure =
          Optional.of(
              new MachineEvent.DiskFailed(error.group(1), error.group(2).replace("\"", "")));
    }
  }
}
