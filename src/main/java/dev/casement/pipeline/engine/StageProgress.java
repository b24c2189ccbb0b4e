package dev.casement.pipeline.engine;

import dev.casement.hypervisor.Progress;
import java.util.Optional;
import java.util.OptionalInt;

/** Shows what a hypervisor does as progress of a stage, and stops it when the stage is over. */
public record StageProgress(StageContext context) implements Progress {
  @Override
  public void progress(OptionalInt percent, String text) {
    context.checkOnTime();
    context.progress(percent.isPresent() ? Optional.of("copy") : Optional.empty(), percent, text);
  }

  @Override
  public void warn(String text) {
    context.warn(text);
  }
}
