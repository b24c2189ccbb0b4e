package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.guest.SetupContent;
import dev.casement.pipeline.inspect.WindowsSource;

/** Writes the media of a VM run, or only determines something about them. */
@FunctionalInterface
public interface Authoring<T> {
  T author(WindowsSource source, Job job, SetupContent content);
}
