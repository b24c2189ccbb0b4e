package dev.casement.cli.web;

import dev.casement.cli.console.Surroundings;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for the live page. */
public final class WebOptions {
  @Option(
      names = "--web",
      arity = "0..1",
      paramLabel = "HOST:PORT",
      description =
          "Show the build on a page for browsers (default: 127.0.0.1:8006). Its address, which has a"
              + " token in it, is printed when the page is there.",
      parameterConsumer = AddressIfAny.class)
  private @Nullable WebAddress address;

  /**
   * Serves the page if the user wants one.
   *
   * @throws dev.casement.report.BuildException HOST when the address cannot be used
   */
  public LiveView open(Surroundings surroundings) {
    return address == null
        ? LiveView.none()
        : LiveView.at(address, surroundings.err(), surroundings.clock());
  }

  @Nullable WebAddress address() {
    return address;
  }

  /** Takes the next argument only if it is an address: it may be a recipe. */
  static final class AddressIfAny implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      boolean given = !arguments.isEmpty() && WebAddress.isForm(arguments.peek());
      try {
        option.setValue(WebAddress.parse(given ? arguments.pop() : WebAddress.USUAL));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            command.commandLine(), "Invalid value for option '--web': " + e.getMessage());
      }
    }
  }
}
