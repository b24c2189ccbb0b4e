/** Runs that show the JVM which classes a start needs, for its cache. No user starts them. */
@NullMarked
package dev.casement.cli.training;

import org.jspecify.annotations.NullMarked;
