package dev.casement.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesLastInFirstOut() {
    try (Scope scope = new Scope()) {
      scope.register(() -> closed.add("first"));
      scope.register(() -> closed.add("second"));
    }

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void closesTheRestWhenOneFails() {
    Scope scope = new Scope();
    scope.register(() -> closed.add("first"));
    scope.register(
        () -> {
          throw new java.io.IOException("stuck");
        });
    scope.register(() -> closed.add("third"));

    assertThatThrownBy(scope::close).hasMessageContaining("stuck");
    assertThat(closed).containsExactly("third", "first");
  }

  @Test
  void closesNothingTwice() {
    Scope scope = new Scope();
    scope.register(() -> closed.add("once"));
    scope.close();
    scope.close();

    assertThat(closed).containsExactly("once");
  }

  @Test
  void keepsAnInterruptAwayFromTheCleanUp() {
    Scope scope = new Scope();
    scope.register(() -> closed.add("interrupted: " + Thread.currentThread().isInterrupted()));
    Thread.currentThread().interrupt();

    scope.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("interrupted: false");
  }
}
