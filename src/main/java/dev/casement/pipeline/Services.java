package dev.casement.pipeline;

import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.engine.OnError;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildListener;
import java.time.Clock;

/**
 * What a build needs from its environment.
 *
 * @param proxies the proxies for media downloads
 * @param onError what to do when a stage fails
 */
public record Services(
    CommandRunner commands,
    Hypervisor hypervisor,
    ProxyVariables proxies,
    Clock clock,
    BuildListener listener,
    OnError onError) {

  /** Of a build that cleans up when a stage fails. */
  public Services(
      CommandRunner commands,
      Hypervisor hypervisor,
      ProxyVariables proxies,
      Clock clock,
      BuildListener listener) {
    this(commands, hypervisor, proxies, clock, listener, OnError.CLEAN_UP);
  }

  Services heardBy(BuildListener other) {
    return new Services(commands, hypervisor, proxies, clock, other, onError);
  }
}
