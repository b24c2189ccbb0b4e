package dev.casement.pipeline.run;

import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.inspect.WindowsSource;

/** A machine with Windows on its disk, after the first logon. */
public record InstalledDisk(WindowsSource source, Checkpoint checkpoint) {}
