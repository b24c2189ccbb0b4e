package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.files.RotatingLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The protocol's corners, which QEMU does not show on demand, over a real socket. */
@Tag("host-locale")
class QmpTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String GREETING =
      "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 3, \"minor\": 2, \"major\": 9}}}}\r\n";

  @TempDir Path directory;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private SocketChannel ours;
  private SocketChannel qemu;
  private BufferedReader commands;
  private RotatingLog log;

  @BeforeEach
  void connect() throws IOException {
    log = new RotatingLog(directory.resolve("qmp.log"), 1 << 20);
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      qemu = SocketChannel.open(address);
      ours = server.accept();
    }
    commands = new BufferedReader(Channels.newReader(qemu, StandardCharsets.UTF_8));
  }

  @AfterEach
  void disconnect() throws IOException {
    qemu.close();
    ours.close();
    log.close();
  }

  private void say(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      qemu.write(bytes);
    }
  }

  private Qmp open(Duration patience) throws IOException, InterruptedException {
    Qmp qmp = Qmp.open(ours, log, patience);
    qmp.listen(event -> events.add(event.name() + " " + event.data()));
    return qmp;
  }

  /** Answers the next command, in the background; what it was is told when it has been read. */
  private CompletableFuture<String> answer(String text) {
    CompletableFuture<String> command = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                command.complete(commands.readLine());
                say(text);
              } catch (IOException e) {
                command.completeExceptionally(e);
              }
            });
    return command;
  }

  private Qmp ready() throws Exception {
    say(GREETING);
    CompletableFuture<String> command = answer("{\"return\": {}, \"id\": 1}\r\n");
    Qmp qmp = open(PATIENCE);
    assertThat(command.get(5, TimeUnit.MINUTES))
        .isEqualTo("{\"execute\":\"qmp_capabilities\",\"id\":1}");
    return qmp;
  }

  @Test
  void negotiatesAndKnowsTheVersion() throws Exception {
    assertThat(ready().version()).isEqualTo("9.2.3");
  }

  @Test
  void answersFindTheirCommandsWhateverTheirOrder() throws Exception {
    Qmp qmp = ready();
    CompletableFuture<JsonNode> first = inBackground(qmp, "first");
    assertThat(commands.readLine()).contains("first", "\"id\":2");
    CompletableFuture<JsonNode> second = inBackground(qmp, "second");
    assertThat(commands.readLine()).contains("second", "\"id\":3");

    say("{\"return\": \"b\", \"id\": 3}\n{\"event\": \"STOP\", \"data\": {}}\n{\"ret");
    say("urn\": \"a\", \"id\": 2}\n");

    assertThat(first.get(5, TimeUnit.MINUTES).asString()).isEqualTo("a");
    assertThat(second.get(5, TimeUnit.MINUTES).asString()).isEqualTo("b");
    assertThat(events.poll(5, TimeUnit.MINUTES)).isEqualTo("STOP {}");
  }

  /** A guest may power off before whoever is to hear of it is ready. */
  @Test
  void eventsThatNobodyListensToYetAreKept() throws Exception {
    say(GREETING);
    CompletableFuture<String> command =
        answer(
            """
            {"return": {}, "id": 1}
            {"event": "RESET", "data": {}}
            {"event": "SHUTDOWN", "data": {"guest": true}}
            """);
    Qmp qmp = Qmp.open(ours, log, PATIENCE);
    command.get(5, TimeUnit.MINUTES);
    CompletableFuture<String> status = answer("{\"return\": {}, \"id\": 2}\n");
    // What it answers comes behind the events.
    qmp.execute("query-status", Map.of(), PATIENCE);
    assertThat(status.get(5, TimeUnit.MINUTES)).contains("query-status");

    qmp.listen(event -> events.add(event.name() + " " + event.data()));
    say("{\"event\": \"STOP\", \"data\": {}}\n");

    assertThat(events.poll(5, TimeUnit.MINUTES)).isEqualTo("RESET {}");
    assertThat(events.poll(5, TimeUnit.MINUTES)).isEqualTo("SHUTDOWN {\"guest\":true}");
    assertThat(events.poll(5, TimeUnit.MINUTES)).isEqualTo("STOP {}");
  }

  private static CompletableFuture<JsonNode> inBackground(Qmp qmp, String command) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(qmp.execute(command, Map.of(), PATIENCE));
              } catch (IOException | InterruptedException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  @Test
  void aRefusalCarriesQemusReason() throws Exception {
    Qmp qmp = ready();
    CompletableFuture<String> command =
        answer(
            "{\"id\": 2, \"error\": {\"class\": \"GenericError\", \"desc\": \"no such thing\"}}\n");

    assertThatExceptionOfType(QmpException.class)
        .isThrownBy(() -> qmp.execute("nonsense", Map.of("a", 1), PATIENCE))
        .withMessage("no such thing");
    assertThat(command.get(5, TimeUnit.MINUTES))
        .isEqualTo("{\"execute\":\"nonsense\",\"arguments\":{\"a\":1},\"id\":2}");
  }

  @Test
  void aSilentQemuIsGivenUp() throws Exception {
    Qmp qmp = ready();

    assertThatExceptionOfType(QmpException.class)
        .isThrownBy(() -> qmp.execute("sleep", Map.of(), Duration.ofMillis(50)))
        .withMessageContaining("did not answer \"sleep\"");
  }

  @Test
  void hangingUpEndsEveryWaitAndAllLaterOnes() throws Exception {
    Qmp qmp = ready();
    CompletableFuture<JsonNode> waiting = inBackground(qmp, "quit");
    assertThat(commands.readLine()).contains("quit");

    qemu.close();

    assertThat(waiting)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .withMessageContaining("closed the connection");
    assertThatExceptionOfType(QmpException.class)
        .isThrownBy(() -> qmp.execute("late", Map.of(), PATIENCE));
  }

  @Test
  void hangingUpInsteadOfGreetingFailsAtOnce() throws Exception {
    qemu.close();

    assertThatExceptionOfType(QmpException.class).isThrownBy(() -> open(PATIENCE));
  }

  @Test
  void whatIsNoJsonIsLoggedAndPassedOver() throws Exception {
    Qmp qmp = ready();
    CompletableFuture<String> command =
        answer("what?\n\n{\"return\": 7, \"id\": 99}\n{\"return\": 8, \"id\": 2}\n");

    assertThat(qmp.execute("count", Map.of(), PATIENCE).asInt(0)).isEqualTo(8);
    assertThat(command.get(5, TimeUnit.MINUTES)).contains("count");
    log.close();
    assertThat(directory.resolve("qmp.log"))
        .content()
        .contains("< what?", "> {\"execute\":\"count\"");
  }
}
