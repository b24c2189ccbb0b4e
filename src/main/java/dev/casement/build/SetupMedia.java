package dev.casement.build;

import dev.casement.guest.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The media that Casement authors for one VM run, and the job that is on them. */
record SetupMedia(WindowsSource source, Job job, Optional<Path> floppy, List<Path> cds) {
  SetupMedia {
    cds = List.copyOf(cds);
  }
}
