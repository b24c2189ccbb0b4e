package dev.casement.hypervisor.qemu;

import dev.casement.files.RotatingLog;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A session of the QEMU Machine Protocol: commands, answers matched by id, and events (QEMU
 * documentation, "QEMU Machine Protocol Specification").
 *
 * <p>Commands may be executed by several threads at once. Events are delivered by the reader
 * thread, which must not execute a command itself: it would wait for an answer that only it can
 * read.
 */
final class Qmp implements Closeable {
  /** Receives QEMU's events. */
  interface Listener {
    void onEvent(Event event);
  }

  /**
   * An event.
   *
   * @param at by the host's clock; empty if QEMU could not read it
   */
  record Event(String name, Optional<Instant> at, JsonNode data) {
    private static Event of(JsonNode message) {
      JsonNode time = message.path("timestamp");
      long seconds = time.path("seconds").asLong(-1);
      return new Event(
          message.path("event").asString(""),
          seconds < 0
              ? Optional.empty()
              : Optional.of(
                  Instant.ofEpochSecond(seconds)
                      .plus(time.path("microseconds").asLong(0), ChronoUnit.MICROS)),
          message.path("data"));
    }
  }

  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final int LOGGED = 400;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final SocketChannel channel;
  private final RotatingLog log;
  private final Object telling = new Object();
  private final Queue<Event> pending = new ArrayDeque<>();
  private @Nullable Listener listener;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private final Thread reader;
  private volatile boolean ended;

  private Qmp(SocketChannel channel, RotatingLog log) {
    this.channel = channel;
    this.log = log;
    // Not virtual: for virtual threads the JVM polls sockets on threads that never end, and waits
    // 300 ms for them when it exits.
    this.reader = Thread.ofPlatform().daemon().name("qmp").unstarted(this::read);
  }

  /**
   * Begins a session on a channel that QEMU has connected to, and returns when it is ready. Events
   * are kept until {@link #listen}.
   */
  static Qmp open(SocketChannel channel, RotatingLog log, Duration patience)
      throws QmpException, InterruptedException {
    Qmp qmp = new Qmp(channel, log);
    qmp.reader.start();
    await(qmp.greeting, "greet", patience);
    qmp.execute("qmp_capabilities", Map.of(), patience);
    return qmp;
  }

  /** Delivers the events so far to the listener, then all later ones in order. */
  void listen(Listener told) {
    synchronized (telling) {
      pending.forEach(told::onEvent);
      pending.clear();
      listener = told;
    }
  }

  private void tell(Event event) {
    synchronized (telling) {
      if (listener == null) {
        pending.add(event);
      } else {
        listener.onEvent(event);
      }
    }
  }

  /** QEMU's version as three numbers, such as {@code 7.2.18}. */
  String version() {
    JsonNode qemu = greeting.join().path("QMP").path("version").path("qemu");
    return qemu.path("major").asInt(0)
        + "."
        + qemu.path("minor").asInt(0)
        + "."
        + qemu.path("micro").asInt(0);
  }

  /**
   * Executes a command and returns its result.
   *
   * @throws QmpException when QEMU refuses it, does not answer in time, or has ended
   */
  JsonNode execute(String command, Map<String, ?> arguments, Duration patience)
      throws QmpException, InterruptedException {
    // Writing to the channel on an interrupted thread would close it for all others.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("execute", command);
      if (!arguments.isEmpty()) {
        message.put("arguments", arguments);
      }
      message.put("id", id);
      send(message);
      if (ended) {
        throw gone(command);
      }
      return await(answer, command, patience);
    } finally {
      waiting.remove(id);
    }
  }

  /** Waits for QEMU to close the connection, at most this long. */
  void awaitEnd(Duration patience) throws InterruptedException {
    reader.join(patience);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing depends on whether closing succeeded.
    }
  }

  private void send(Map<String, Object> message) throws QmpException {
    String text = JSON.writeValueAsString(message);
    log.appendLine("> " + text);
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw gone(String.valueOf(message.get("execute")));
    } finally {
      writing.unlock();
    }
  }

  private void read() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte b = buffer.get();
          if (b == '\n') {
            receive(message.toString(StandardCharsets.UTF_8));
            message.reset();
          } else if (message.size() < LONGEST_MESSAGE) {
            message.write(b);
          }
        }
      }
    } catch (IOException e) {
      // Closed by QEMU or by Casement.
    } finally {
      ended = true;
      greeting.completeExceptionally(gone("greet"));
      waiting.values().forEach(answer -> answer.completeExceptionally(gone("answer")));
    }
  }

  private void receive(String text) {
    if (text.isBlank()) {
      return;
    }
    log.appendLine("< " + (text.length() > LOGGED ? text.substring(0, LOGGED) + "..." : text));
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JacksonException e) {
      return;
    }
    if (message.has("QMP")) {
      greeting.complete(message);
    } else if (message.has("event")) {
      tell(Event.of(message));
    } else {
      CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asLong(0));
      if (answer != null) {
        JsonNode error = message.get("error");
        if (error == null) {
          answer.complete(message.path("return"));
        } else {
          answer.completeExceptionally(new QmpException(error.path("desc").asString("refused")));
        }
      }
    }
  }

  private static JsonNode await(
      CompletableFuture<JsonNode> answer, String command, Duration patience)
      throws QmpException, InterruptedException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new QmpException(
          "QEMU did not answer \"" + command + "\" within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof QmpException told ? told : gone(command);
    }
  }

  private static QmpException gone(String command) {
    return new QmpException("QEMU closed the connection before \"" + command + "\" was done");
  }
}
