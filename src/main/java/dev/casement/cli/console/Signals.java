package dev.casement.cli.console;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Handles signals of the host.
 *
 * <p>The JDK has no supported way to handle a signal more than once. Its {@code sun.misc.Signal} is
 * kept for this use (JEP 260, "Encapsulate Most Internal APIs", https://openjdk.org/jeps/260) but
 * compiles with warnings that cannot be silenced, hence the reflection.
 */
final class Signals {
  private Signals() {}

  /**
   * Starts handling a signal.
   *
   * @param name without SIG, such as {@code INT}
   * @param handler called with the signal's number, on a separate thread
   * @return restores the previous handler, or empty when this host has no such signal or does not
   *     let it be handled
   */
  static Optional<Runnable> handle(String name, IntConsumer handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      int number = (int) signalType.getMethod("getNumber").invoke(signal);
      MethodHandle call =
          MethodHandles.lookup()
              .findVirtual(IntConsumer.class, "accept", methodType(void.class, int.class))
              .bindTo(handler);
      MethodHandle callWithNumber = MethodHandles.insertArguments(call, 0, number);
      Object proxy =
          MethodHandleProxies.asInterfaceInstance(
              handlerType, MethodHandles.dropArguments(callWithNumber, 0, signalType));
      var handle = signalType.getMethod("handle", signalType, handlerType);
      Object before = handle.invoke(null, signal, proxy);
      return Optional.of(
          () -> {
            try {
              handle.invoke(null, signal, before);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException("SIG" + name + " cannot be restored", e);
            }
          });
    } catch (InvocationTargetException e) {
      return Optional.empty(); // Windows has no HUP; a JVM with -Xrs keeps all signals
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
    }
  }
}
