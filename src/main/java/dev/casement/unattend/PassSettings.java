package dev.casement.unattend;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The components of one configuration pass: at least one, distinct, and all valid in this pass. */
public record PassSettings(ConfigurationPass pass, List<Component> components) {
  public PassSettings {
    components = List.copyOf(components);
    if (components.isEmpty()) {
      throw new IllegalArgumentException("pass " + pass + " has no components");
    }
    Set<ComponentName> seen = EnumSet.noneOf(ComponentName.class);
    for (Component component : components) {
      if (!component.name().isValidIn(pass)) {
        throw new IllegalArgumentException(component.name() + " does not belong in pass " + pass);
      }
      if (!seen.add(component.name())) {
        throw new IllegalArgumentException(component.name() + " is in pass " + pass + " twice");
      }
    }
  }
}
