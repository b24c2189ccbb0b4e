package dev.casement.openstack;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers warnings. */
final class Heard implements PublishListener {
  final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void progress(OptionalInt percent, String text) {}

  @Override
  public void warn(String text) {
    warnings.add(text);
  }
}
