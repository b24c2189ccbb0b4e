package dev.casement.build;

import dev.casement.openstack.ImageStore;
import dev.casement.openstack.PublishListener;
import dev.casement.openstack.Published;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Brings the image into an image store, where it is active when this is done.
 *
 * <p>Fails with {@link Failure#PUBLISH}; the image and its manifest stay where they are, and {@code
 * casement publish} goes on from there.
 */
final class PublishImage implements Stage<ImageArtifact, Published> {
  /** A slow line: 40 GiB at 1 MiB/s. */
  private static final Duration LIMIT = Duration.ofHours(12);

  private final Publishing publishing;

  PublishImage(Publishing publishing) {
    this.publishing = publishing;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  @Override
  public Published run(ImageArtifact image, StageContext context) {
    ImageStore store =
        context
            .scope()
            .register(ImageStore.of(publishing.cloud(), publishing.environment(), context.clock()));
    BuildRecord record = BuildRecord.at(image.manifest());
    try {
      Published published = store.publish(publishing.order().apply(record), listener(context));
      context.progress("published as " + published.id() + ", \"" + published.name() + "\"");
      return published;
    } catch (BuildException e) {
      if (e.failure() != Failure.PUBLISH) {
        throw e;
      }
      throw new BuildException(
          Failure.PUBLISH,
          e.what() + "; the image is at " + image.image(),
          e.remedy() + ", then casement publish " + image.image(),
          e);
    }
  }

  private static PublishListener listener(StageContext context) {
    return new PublishListener() {
      @Override
      public void progress(OptionalInt percent, String text) {
        context.checkOnTime();
        context.progress(Optional.of("upload"), percent, text);
      }

      @Override
      public void warn(String text) {
        context.warn(text);
      }
    };
  }
}
