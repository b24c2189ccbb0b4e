package dev.casement.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a command sees of the process it runs in.
 *
 * @param environment the environment variables
 * @param terminal whether somebody watches {@code out} on a terminal
 * @param home the checkout that Casement runs from, where it is known
 */
record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    BooleanSupplier terminal,
    Optional<Path> home,
    Clock clock) {}
