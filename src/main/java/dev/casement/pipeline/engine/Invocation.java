package dev.casement.pipeline.engine;

import dev.casement.process.HostCommand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command that a build was started with, for whoever repeats it.
 *
 * @param words the program and its arguments; empty if no command has started the build
 */
public record Invocation(List<String> words) {
  public Invocation {
    words = List.copyOf(words);
  }

  /** Of a build that no command has started. */
  public static Invocation none() {
    return new Invocation(List.of());
  }

  /** The same with these words at its end. */
  public Invocation and(String... more) {
    return words.isEmpty()
        ? this
        : new Invocation(Stream.concat(words.stream(), Stream.of(more)).toList());
  }

  /** The line for a POSIX shell. */
  public Optional<String> line() {
    return words.isEmpty() ? Optional.empty() : Optional.of(HostCommand.quoted(words));
  }
}
