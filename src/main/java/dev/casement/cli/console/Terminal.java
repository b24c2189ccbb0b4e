package dev.casement.cli.console;

import java.util.Optional;

/** The terminal of the process, if it has one. */
public interface Terminal {
  /** Whether somebody sees standard output on a terminal, and can type. */
  boolean isPresent();

  /** Waits for a line that the user types; empty at the end of the input. */
  Optional<String> readLine();

  /** No terminal. */
  static Terminal none() {
    return new Terminal() {
      @Override
      public boolean isPresent() {
        return false;
      }

      @Override
      public Optional<String> readLine() {
        return Optional.empty();
      }
    };
  }

  /** The one that Java sees. */
  static Terminal ofProcess() {
    return new Terminal() {
      @Override
      public boolean isPresent() {
        return Optional.ofNullable(System.console())
            .filter(console -> console.isTerminal())
            .isPresent();
      }

      @Override
      public Optional<String> readLine() {
        return Optional.ofNullable(System.console()).map(console -> console.readLine());
      }
    };
  }
}
