package dev.casement.pipeline.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a stage began and how long it took.
 *
 * @param skipped why it was skipped, if it was
 */
public record StageTime(
    String stage, Instant started, Duration elapsed, Optional<String> skipped) {}
