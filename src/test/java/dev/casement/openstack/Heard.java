package dev.casement.openstack;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers warnings, and does something once while the data is on its way. */
final class Heard implements PublishListener {
  final List<String> warnings = new CopyOnWriteArrayList<>();
  private Runnable meanwhile;

  Heard() {
    this(() -> {});
  }

  Heard(Runnable meanwhile) {
    this.meanwhile = meanwhile;
  }

  @Override
  public void progress(OptionalInt percent, String text) {
    if (percent.isPresent() && percent.getAsInt() > 0 && percent.getAsInt() < 100) {
      Runnable once = meanwhile;
      meanwhile = () -> {};
      once.run();
    }
  }

  @Override
  public void warn(String text) {
    warnings.add(text);
  }
}
