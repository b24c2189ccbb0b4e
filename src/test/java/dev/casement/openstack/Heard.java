package dev.casement.openstack;

import dev.casement.openstack.publish.PublishListener;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers warnings. */
public final class Heard implements PublishListener {
  public final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void progress(OptionalInt percent, String text) {}

  @Override
  public void warn(String text) {
    warnings.add(text);
  }
}
