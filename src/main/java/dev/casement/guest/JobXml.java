package dev.casement.guest;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes {@code casement/job.xml}, version 1, which the runner reads in the guest. */
public final class JobXml {
  /**
   * How often the runner checks whether a step without output uses the processor, and reports it.
   * Well below the default of {@code limits.silence}, after which the host ends a silent run.
   */
  private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(2);

  private static final Map<Character, String> ESCAPES =
      Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;", '"', "&quot;");

  private JobXml() {}

  /**
   * The job as XML with LF line ends, to be stored in UTF-8. Commands become Windows command lines;
   * the runner replaces the placeholders {@code {media}}, {@code {payload}} and {@code {drivers}}.
   *
   * @throws IllegalArgumentException when a command cannot be written as a command line
   */
  public static String write(Job job) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<job version=\"1\"");
    attribute(xml, "run", job.run());
    attribute(xml, "token", job.token());
    attribute(xml, "life", Long.toString(SIGN_OF_LIFE.toSeconds()));
    if (job.restarts() > 0) {
      attribute(xml, "restarts", Integer.toString(job.restarts()));
    }
    if (job.linger().isPositive()) {
      attribute(xml, "linger", Long.toString(roundedUp(job.linger())));
    }
    xml.append(">\n");
    for (JobStep step : job.steps()) {
      xml.append("  <step");
      attribute(xml, "id", step.id());
      attribute(xml, "title", step.title());
      attribute(xml, "timeout", Long.toString(step.timeout().toSeconds()));
      attribute(xml, "success", codes(step.success()));
      attribute(xml, "reboot", codes(step.reboot()));
      attribute(xml, "again", codes(step.again()));
      attribute(xml, "run", WindowsCommandLine.of(step.command()));
      xml.append("/>\n");
    }
    return xml.append("</job>\n").toString();
  }

  /** In seconds, as shutdown.exe takes it. */
  private static long roundedUp(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }

  private static String codes(Set<Integer> codes) {
    return codes.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static void attribute(StringBuilder xml, String name, String value) {
    xml.append(' ').append(name).append("=\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c < ' ' || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF) {
                throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "XML cannot hold U+%04X, in %s", c, name));
              }
              String escape = c < 128 ? ESCAPES.get((char) c) : null;
              if (escape == null) {
                xml.appendCodePoint(c);
              } else {
                xml.append(escape);
              }
            });
    xml.append('"');
  }
}
