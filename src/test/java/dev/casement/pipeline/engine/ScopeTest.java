package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
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

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(scope::close)
        .withMessageContaining("stuck")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST));
    assertThat(closed).containsExactly("third", "first");
  }

  @Test
  void aFailureForUsersStaysWhatItIs() {
    BuildException known = new BuildException(Failure.DISK_ERROR, "no disk", "mend it");
    Scope scope = new Scope();
    scope.register(
        () -> {
          throw known;
        });

    assertThatExceptionOfType(BuildException.class).isThrownBy(scope::close).isSameAs(known);
  }

  @Test
  void leavesWorkThatIsKept() {
    Scope scope = new Scope();
    scope.register(() -> closed.add("lock"));
    scope.registerWork(() -> closed.add("disk"));
    scope.keepWork(true);
    scope.close();

    assertThat(closed).containsExactly("lock");
  }

  @Test
  void closesWorkThatIsNoLongerKept() {
    Scope scope = new Scope();
    scope.keepWork(true);
    scope.registerWork(() -> closed.add("disk"));
    scope.keepWork(false);
    scope.close();

    assertThat(closed).containsExactly("disk");
  }

  @Test
  void closesWhatCameLastAndKeepsTheRest() {
    Scope scope = new Scope();
    scope.keepWork(true);
    scope.register(() -> closed.add("lock"));
    int size = scope.size();
    scope.registerWork(() -> closed.add("disk"));
    scope.register(() -> closed.add("machine"));

    scope.closeBeyond(size);

    assertThat(closed).containsExactly("machine", "disk");
    scope.close();
    assertThat(closed).endsWith("lock");
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
