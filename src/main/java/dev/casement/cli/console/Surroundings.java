package dev.casement.cli.console;

import dev.casement.process.CommandRunner;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The environment of the process that a command runs in.
 *
 * @param environment the environment variables, as {@link
 *     dev.casement.process.EnvironmentVariables} finds them
 * @param terminal on which the user sees {@code out}
 * @param home the checkout that Casement runs from, if known
 * @param commands creates the runner of host programs
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Terminal terminal,
    Optional<Path> home,
    Supplier<CommandRunner> commands,
    Clock clock) {}
