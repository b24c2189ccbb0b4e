package dev.casement.unattend;

import java.util.List;

/** The settings of one component in one configuration pass; at least one. */
public record Component(ComponentName name, List<Setting> settings) {
  public Component {
    settings = List.copyOf(settings);
    if (settings.isEmpty()) {
      throw new IllegalArgumentException("component " + name + " has no settings");
    }
  }

  public static Component of(ComponentName name, Setting... settings) {
    return new Component(name, List.of(settings));
  }
}
