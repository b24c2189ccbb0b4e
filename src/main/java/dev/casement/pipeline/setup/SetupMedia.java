package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.pipeline.inspect.WindowsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The media that Casement authors for one VM run, and the job that is on them. */
public record SetupMedia(WindowsSource source, Job job, Optional<Path> floppy, List<Path> cds) {
  public SetupMedia {
    cds = List.copyOf(cds);
  }
}
