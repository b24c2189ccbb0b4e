package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.guest.SetupContent;
import dev.casement.pipeline.inspect.WindowsSource;

/** Writes the media of a VM run, or only determines which they would be. */
@FunctionalInterface
public interface Authoring {
  SetupMedia author(WindowsSource source, Job job, SetupContent content);
}
