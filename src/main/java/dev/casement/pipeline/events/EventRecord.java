package dev.casement.pipeline.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.casement.files.Permissions;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.GuestEvent;
import dev.casement.report.BuildEvent.StageProgress;
import dev.casement.report.BuildListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of a build in a file that others can follow while it grows. Only its user can
 * read it. It may be deleted before it is closed: whoever has it open still gets what is added.
 */
public final class EventRecord implements BuildListener, AutoCloseable {
  /** A guest can say as much as it likes; what takes a build further is recorded in any case. */
  private static final long MOST_OF_PROGRESS = 64 << 20;

  private final long most;
  private final List<BuildEvent> before = new ArrayList<>();
  private @Nullable EventJson json;
  private @Nullable OutputStream file;
  private long size;
  private boolean closed;

  public EventRecord() {
    this(MOST_OF_PROGRESS);
  }

  /**
   * @param most how large the file may be for progress to be added
   */
  EventRecord(long most) {
    this.most = most;
  }

  /** Begins a new file, with the events that there have been. */
  public synchronized void open(Path path) throws IOException {
    Files.createFile(path);
    Permissions.set(path, "rw-------");
    file = Files.newOutputStream(path);
    json = new EventJson();
    for (BuildEvent event : before) {
      write(event);
    }
    before.clear();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException when it cannot be recorded; nothing more is from now on
   */
  @Override
  public synchronized void on(BuildEvent event) {
    if (file == null && !closed) {
      before.add(event);
    }
    try {
      write(event);
    } catch (IOException e) {
      // What follows half a line would be lost with it.
      close();
      throw new UncheckedIOException("events.jsonl ends here", e);
    }
  }

  private void write(BuildEvent event) throws IOException {
    boolean passing = event instanceof GuestEvent || event instanceof StageProgress;
    if (file == null || json == null || (passing && size > most)) {
      return;
    }
    byte[] line = (json.write(event) + "\n").getBytes(US_ASCII);
    file.write(line);
    size += line.length;
  }

  @Override
  public synchronized void close() {
    closed = true;
    before.clear();
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // Every event was written at once.
    }
    file = null;
  }
}
