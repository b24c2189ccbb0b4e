package dev.casement.build;

import dev.casement.guest.Job;
import dev.casement.guest.SetupContent;

/** Makes the media of a VM run, or only lays out which they would be. */
@FunctionalInterface
interface Authoring {
  SetupMedia author(WindowsSource source, Job job, SetupContent content);
}
