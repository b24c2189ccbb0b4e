package dev.casement.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.TestClock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class WatchedMachineTest {
  @TempDir Path directory;
  private final TestClock clock = new TestClock();
  private final FakeVirtualMachine fake = new FakeVirtualMachine(clock::pass);

  /** Also those with a body of their own, which a decorator inherits without a word. */
  static Stream<Method> calls() {
    return Stream.of(Hypervisor.class, VirtualMachine.class)
        .flatMap(seam -> Stream.of(seam.getMethods()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyCallReachesWhatIsWatched(Method method) throws ReflectiveOperationException {
    List<String> reached = new ArrayList<>();
    Object real =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {method.getDeclaringClass()},
            (proxy, called, arguments) -> {
              reached.add(called.toString());
              return value(called.getReturnType());
            });
    Object watched =
        real instanceof Hypervisor hypervisor
            ? new WatchedHypervisor(hypervisor, machine -> {})
            : new WatchedMachine((VirtualMachine) real);

    method.invoke(
        watched, Stream.of(method.getParameterTypes()).map(WatchedMachineTest::value).toArray());

    assertThat(reached).containsExactly(method.toString());
  }

  private static @Nullable Object value(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 0;
    }
    return type == long.class ? (Object) 0L : type == Optional.class ? Optional.empty() : null;
  }

  @Test
  void aClosedMachineIsNotAskedAnyMore() {
    WatchedMachine machine = new WatchedMachine(fake.changesItsScreen());
    machine.close();

    assertThat(fake.isClosed()).isTrue();
    assertThat(machine.isClosed()).isTrue();
    assertThat(machine.screenshot(directory.resolve("screen.png"))).isFalse();
    assertThat(directory.resolve("screen.png")).doesNotExist();
  }

  /** A build waits for its machine nearly all the time; others must not wait for the build. */
  @Test
  void whoLooksDoesNotWaitForTheBuild() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    WatchedMachine machine =
        new WatchedMachine(
            new FakeVirtualMachine(
                time -> {
                  waiting.countDown();
                  try {
                    seen.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    Thread build =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    machine.next(Duration.ofSeconds(1));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    waiting.await();

    assertThat(machine.screenshot(directory.resolve("screen.png"))).isTrue();
    seen.countDown();
    build.join();
  }

  private MachineView view() {
    return new MachineView(new WatchedMachine(fake), directory, clock);
  }

  @Test
  void manyWhoLookCostNoMoreThanOne() throws IOException {
    fake.changesItsScreen();
    MachineView view = view();
    byte[] first = view.screen().orElseThrow();

    assertThat(view.screen().orElseThrow()).isSameAs(first);
    clock.pass(Duration.ofSeconds(1));
    assertThat(view.screen().orElseThrow()).isNotEqualTo(first);
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void theActivityIsThatSinceTheLastLook() throws InterruptedException {
    fake.readsPerTick(3000);
    MachineView view = view();
    fake.next(Duration.ofSeconds(2));
    view.activity();
    fake.next(Duration.ofSeconds(4));

    assertThat(view.activity()).extracting(MachineView.Sample::disk).containsExactly(1500.0, 750.0);
    assertThat(view.activity()).as("too early for another").hasSize(2);
    assertThat(view.activity()).extracting(MachineView.Sample::cpus).containsOnly(Optional.empty());
  }

  @Test
  void anActivityOfHoursIsForgotten() {
    MachineView view = view();
    for (int i = 0; i < 1000; i++) {
      clock.pass(Duration.ofSeconds(2));
      view.activity();
    }

    assertThat(view.activity()).hasSize(150);
  }

  @Test
  void screensAreForThisUserOnlyAndDeletedInTheEnd() throws IOException {
    Machines machines = new Machines(clock);
    Path screens = machines.directory();
    Files.writeString(screens.resolve("screen.png"), "secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(screens)))
        .isEqualTo("rwx------");

    machines.close();

    assertThat(screens).doesNotExist();
  }

  /** What VirtualBox is asked costs a program each time. */
  @Test
  void aMachineThatAnswersSlowlyIsAskedRarely() {
    fake.answersAfter(Duration.ofSeconds(1));
    MachineView view = view();
    view.activity();
    clock.pass(Duration.ofSeconds(18));
    assertThat(view.activity()).hasSize(1);
    clock.pass(Duration.ofSeconds(1));
    assertThat(view.activity()).hasSize(2);
  }
}
