package dev.casement.cli.web;

import dev.casement.hypervisor.Hypervisor;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Optional;

/** The live page of a command, if the user wants one. */
public final class LiveView implements AutoCloseable {
  private final Optional<LivePage> page;

  private LiveView(Optional<LivePage> page) {
    this.page = page;
  }

  /** No page: listeners hear what they would hear anyway. */
  static LiveView none() {
    return new LiveView(Optional.empty());
  }

  /**
   * Serves a page, and says on {@code err} where.
   *
   * @throws BuildException HOST when the address cannot be used
   */
  static LiveView at(WebAddress address, PrintStream err, Clock clock) {
    LivePage page = new LivePage(address, clock);
    err.println("live page: " + page.url());
    if (!page.isLocal()) {
      err.println(
          "warning: the live page can be reached from other hosts, and HTTP is not encrypted:"
              + " whoever can read the network learns its address");
    }
    return new LiveView(Optional.of(page));
  }

  /** A listener that also shows the events on the page. */
  public BuildListener heard(String build, BuildListener next) {
    return page.map(shown -> shown.heard(build, next)).orElse(next);
  }

  /** A hypervisor whose machines the page shows. */
  public Hypervisor watched(String build, Hypervisor hypervisor) {
    return page.map(shown -> shown.watched(build, hypervisor)).orElse(hypervisor);
  }

  @Override
  public void close() {
    page.ifPresent(LivePage::close);
  }
}
