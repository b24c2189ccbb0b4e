/** Training runs for the JVM's AOT cache, which record the classes a start needs. Not for users. */
@NullMarked
package dev.casement.cli.training;

import org.jspecify.annotations.NullMarked;
