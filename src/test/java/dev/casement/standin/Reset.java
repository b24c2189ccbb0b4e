package dev.casement.standin;

import java.time.Duration;

/**
 * A press of the reset button.
 *
 * @param messages how many the guest has sent in the run before it
 * @param delay how long after the last of them
 */
public record Reset(int messages, Duration delay) {}
