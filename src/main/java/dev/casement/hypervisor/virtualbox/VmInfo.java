package dev.casement.hypervisor.virtualbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of {@code showvminfo --machinereadable}. */
record VmInfo(Map<String, String> values) {
  /** {@code name="value"}, {@code name=value} or {@code "name"="value"}. */
  private static final Pattern LINE = Pattern.compile("\"?([^\"=]+)\"?=(?:\"(.*)\"|([^\"]*))");

  /** Source: VirtualBox, VBoxManageInfo.cpp, outputMachineReadableString. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

  private static final Pattern PLACE = Pattern.compile("(.+)-(\\d+)-(\\d+)");

  VmInfo {
    values = Map.copyOf(values);
  }

  /** A drive and the medium in it. */
  record Drive(String controller, int port, int device, String medium) {}

  /** Parses the output; lines of other forms are ignored. */
  static VmInfo parse(String stdout) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : (Iterable<String>) stdout.lines()::iterator) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String quoted = matcher.group(2);
        values.putIfAbsent(
            matcher.group(1),
            quoted == null ? matcher.group(3) : ESCAPED.matcher(quoted).replaceAll("$1"));
      }
    }
    return new VmInfo(values);
  }

  String get(String name) {
    return values.getOrDefault(name, "");
  }

  MachineState state() {
    return MachineState.of(get("VMState"));
  }

  /** Whether a process holds the VM: only then {@code SessionName} is present. */
  boolean isLocked() {
    return values.containsKey("SessionName");
  }

  /** Whether its state is saved, which VirtualBox also does when its process is asked to end. */
  boolean isSaved() {
    return get("VMState").endsWith("saved");
  }

  /** VirtualBox's log of the VM's current or last run. */
  Path log() {
    return Path.of(get("LogFldr")).resolve("VBox.log");
  }

  /** The drives that contain a medium. */
  List<Drive> drives() {
    List<Drive> drives = new ArrayList<>();
    List<String> controllers =
        values.keySet().stream()
            .filter(name -> name.startsWith("storagecontrollername"))
            .map(values::get)
            .sorted()
            .toList();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      Matcher matcher = PLACE.matcher(entry.getKey());
      if (matcher.matches()
          && controllers.contains(matcher.group(1))
          && !entry.getValue().equals("none")) {
        drives.add(
            new Drive(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                entry.getValue()));
      }
    }
    return drives;
  }
}
