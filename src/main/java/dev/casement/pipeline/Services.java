package dev.casement.pipeline;

import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildListener;
import java.time.Clock;

/**
 * What a build needs from its environment.
 *
 * @param proxies the proxies for media downloads
 */
public record Services(
    CommandRunner commands,
    Hypervisor hypervisor,
    ProxyVariables proxies,
    Clock clock,
    BuildListener listener) {

  Services heardBy(BuildListener other) {
    return new Services(commands, hypervisor, proxies, clock, other);
  }
}
