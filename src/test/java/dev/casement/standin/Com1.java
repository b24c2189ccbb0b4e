package dev.casement.standin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The machine's serial port: a pseudo terminal, whose other end Wine opens as COM1. */
final class Com1 implements AutoCloseable {
  private final Process terminal;
  private final BufferedReader lines;
  private final String device;
  private final Thread reader;

  /** Opens the port and hands every line of it on, from a thread of its own. */
  Com1(Consumer<String> line) {
    try {
      terminal =
          new ProcessBuilder(Programs.built("terminal").toString(), "port")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      lines =
          new BufferedReader(
              new InputStreamReader(terminal.getInputStream(), StandardCharsets.ISO_8859_1));
      device = lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().daemon().name("com1").start(() -> lines.lines().forEach(line));
  }

  /** The other end, such as {@code /dev/pts/7}. */
  String device() {
    return device;
  }

  /** Closes the port; all that was written to it has been handed on. */
  @Override
  public void close() {
    try {
      // What the guest wrote last is still in the terminal.
      Thread.sleep(100);
      terminal.getOutputStream().close();
      terminal.waitFor();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      terminal.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
