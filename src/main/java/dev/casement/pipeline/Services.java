package dev.casement.pipeline;

import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildListener;
import java.time.Clock;

/**
 * What a build needs of the world around it.
 *
 * @param proxies the way to the media that are downloaded
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
