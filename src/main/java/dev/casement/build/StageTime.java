package dev.casement.build;

import java.time.Duration;
import java.time.Instant;

/** When a stage began and how long it took. */
public record StageTime(String stage, Instant started, Duration elapsed) {}
