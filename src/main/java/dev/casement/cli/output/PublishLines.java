package dev.casement.cli.output;

import dev.casement.openstack.publish.PublishListener;
import dev.casement.report.Printable;
import java.io.PrintStream;
import java.util.OptionalInt;

/**
 * Prints a line for each tenth of an upload to a cloud, and for everything without a percentage.
 */
public final class PublishLines implements PublishListener {
  private static final int STEP_PERCENT = 10;
  private static final int WHOLE = 100;

  private final String cloud;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean quiet;
  private int lastTenth = -1;
  private String last = "";

  /**
   * @param quiet whether only warnings are printed
   */
  public PublishLines(String cloud, PrintStream out, PrintStream err, boolean quiet) {
    this.cloud = cloud;
    this.out = out;
    this.err = err;
    this.quiet = quiet;
  }

  @Override
  public void progress(OptionalInt percent, String text) {
    int tenth = percent.orElse(WHOLE) / STEP_PERCENT;
    // The percentage drops when an interrupted upload restarts; at 100 % only the text changes.
    boolean changed = percent.orElse(WHOLE) == WHOLE ? !text.equals(last) : tenth != lastTenth;
    if (quiet || !changed) {
      return;
    }
    lastTenth = percent.isPresent() ? tenth : lastTenth;
    last = text;
    String done = percent.isPresent() ? " " + percent.getAsInt() + " %" : "";
    out.print(Printable.line(cloud + ":" + done + " " + text) + "\n");
  }

  @Override
  public void warn(String text) {
    err.print(Printable.line("warning: " + cloud + ": " + text) + "\n");
  }
}
