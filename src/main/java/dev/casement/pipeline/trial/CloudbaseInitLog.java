package dev.casement.pipeline.trial;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What cloudbase-init has said on the serial port.
 *
 * <p>Its lines are those of oslo.log without a context, such as
 *
 * <pre>2024-01-11 09:04:22.326 2552 INFO cloudbaseinit.init [-] Executing plugin 'MTUPlugin'</pre>
 *
 * (cloudbase-init issue 89). The messages are in cloudbaseinit/init.py and utils/hostname.py. It
 * runs twice in a new instance: in the specialize pass with three plugins, and as a service once
 * Windows is set up. Only the service ends with "Stopping Cloudbase-Init service", unless it is
 * told to stay.
 */
final class CloudbaseInitLog {
  private static final Pattern LINE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? \\d+ ([A-Z]+) (cloudbaseinit[\\w.]*)"
              + " \\[[^\\]]*\\] (.*)");
  private static final Pattern VERSION = Pattern.compile("Cloudbase-Init version: (\\S+)");
  private static final Pattern SERVICE = Pattern.compile("Metadata service loaded: '(.+)'");
  private static final Pattern PLUGIN = Pattern.compile("Executing plugin '(.+)'");
  private static final Pattern HOST_NAME = Pattern.compile("Setting hostname: (\\S+)");
  private static final Pattern FAILED_PLUGIN = Pattern.compile("plugin '(.+?)' failed with .*");

  private static final String DONE = "Plugins execution done";
  private static final String STOPPING = "Stopping Cloudbase-Init service";

  /** These run only once Windows is set up: they need accounts, or an instance that is ready. */
  private static final Set<String> OF_THE_SERVICE =
      Set.of("CreateUserPlugin", "SetUserPasswordPlugin", "UserDataPlugin", "LocalScriptsPlugin");

  /** What reports errors only because the trial has no network and no other metadata service. */
  private static final List<String> NEED_A_NETWORK =
      List.of(
          "cloudbaseinit.metadata.",
          "cloudbaseinit.utils.dhcp",
          "cloudbaseinit.utils.network",
          "cloudbaseinit.utils.windows.licensing");

  /** The trial's own configuration drive is the reason. */
  private static final String PASSWORD_IN_METADATA = "Using admin_pass metadata user password";

  private static final String ACTIVATION = "WindowsLicensingPlugin";

  private final Set<String> heard = new HashSet<>();
  private final Set<String> plugins = new LinkedHashSet<>();
  private final Set<String> errors = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> excused = new LinkedHashSet<>();
  private final List<String> ofThisRun = new ArrayList<>();
  private Optional<String> version = Optional.empty();
  private Optional<String> service = Optional.empty();
  private Optional<String> hostName = Optional.empty();
  private Optional<String> last = Optional.empty();
  private boolean over;

  /** Reads a line of the serial port; returns the message if it is a new one. */
  Optional<String> hear(String line) {
    Matcher matcher = LINE.matcher(line);
    // Firmware and Windows write to the same port, possibly without ending their line.
    if (!matcher.find()) {
      return Optional.empty();
    }
    String level = matcher.group(1);
    String logger = matcher.group(2);
    String message = matcher.group(3).strip();
    last = Optional.of(message);
    switch (level) {
      case "ERROR", "CRITICAL" -> error(logger, message);
      case "WARNING" -> warn(message);
      default -> inform(message);
    }
    return heard.add(logger + " " + message) ? last : Optional.empty();
  }

  private void error(String logger, String message) {
    Matcher plugin = FAILED_PLUGIN.matcher(message);
    boolean ofInit = logger.equals("cloudbaseinit.init");
    if (ofInit && plugin.matches() && plugin.group(1).equals(ACTIVATION)) {
      excused.add(message);
    } else if (ofInit && !plugin.matches() && !message.equals("No metadata service found")) {
      // Details of the error before: its text again, and where it happened.
      return;
    } else if (NEED_A_NETWORK.stream().anyMatch(logger::startsWith)) {
      excused.add(message);
    } else {
      errors.add(message);
    }
  }

  private void warn(String message) {
    if (!message.startsWith(PASSWORD_IN_METADATA)) {
      warnings.add(message);
    }
  }

  private void inform(String message) {
    group(VERSION, message)
        .ifPresent(
            text -> {
              version = Optional.of(text);
              ofThisRun.clear();
            });
    group(SERVICE, message).ifPresent(text -> service = Optional.of(text));
    group(HOST_NAME, message).ifPresent(text -> hostName = Optional.of(text));
    group(PLUGIN, message)
        .ifPresent(
            text -> {
              plugins.add(text);
              ofThisRun.add(text);
            });
    over |=
        message.equals(STOPPING)
            || (message.equals(DONE) && ofThisRun.stream().anyMatch(OF_THE_SERVICE::contains));
  }

  private static Optional<String> group(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether the service has done its work. */
  boolean isOver() {
    return over;
  }

  Optional<String> version() {
    return version;
  }

  /** The name of the metadata service that it took. */
  Optional<String> service() {
    return service;
  }

  Optional<String> hostName() {
    return hostName;
  }

  /** The plugins that ran, in the order of their first run. */
  List<String> plugins() {
    return List.copyOf(plugins);
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Errors that the lack of a network explains. */
  List<String> excused() {
    return List.copyOf(excused);
  }

  /** Its last message. */
  Optional<String> last() {
    return last;
  }
}
