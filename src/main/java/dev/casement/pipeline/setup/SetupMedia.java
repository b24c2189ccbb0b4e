package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.pipeline.inspect.WindowsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The media that Casement writes for one VM run, and their job. */
public record SetupMedia(WindowsSource source, Job job, Optional<Path> floppy, List<Path> cds) {
  public SetupMedia {
    cds = List.copyOf(cds);
  }
}
