package dev.casement.build;

import dev.casement.hypervisor.Hypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildListener;
import java.time.Clock;

/** What a build needs of the world around it. */
public record Services(
    CommandRunner commands, Hypervisor hypervisor, Clock clock, BuildListener listener) {}
