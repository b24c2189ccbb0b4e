package dev.casement.pipeline.output;

import dev.casement.openstack.publish.Distribution;
import dev.casement.openstack.publish.Distribution.Outcome;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.openstack.publish.PublishOrder;
import dev.casement.openstack.publish.Published;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Uploads the image to image stores, where it is active once the stage is done.
 *
 * <p>Fails with {@link Failure#PUBLISH}, or {@link Failure#VERIFY} if a server from the image does
 * not come up; the image and its manifest stay where they are, and {@code casement publish}
 * continues from there.
 */
public final class PublishImage implements Stage<ImageArtifact, List<Published>> {
  /** Allows for a slow line: 40 GiB at 1 MiB/s. */
  private static final Limit LIMIT =
      new Limit(
          Duration.ofHours(12),
          "check the connection to the cloud, then run casement publish, which has no time limit");

  private final Publishing publishing;

  public PublishImage(Publishing publishing) {
    this.publishing = publishing;
  }

  @Override
  public Limit limit() {
    return LIMIT;
  }

  @Override
  public List<Published> run(ImageArtifact image, StageContext context) {
    PublishOrder order = BuildRecord.at(image.manifest()).order(publishing.settings(), false);
    List<Outcome> outcomes =
        new Distribution(publishing.clouds(), publishing.environment(), context.clock())
            .publish(order, cloud -> new CloudProgress(context, label(cloud)));
    List<Published> all = new ArrayList<>();
    List<Outcome.Failed> failed = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Done(var published) -> {
          all.add(published);
          context.progress(
              "%spublished as %s, \"%s\""
                  .formatted(label(published.cloud()), published.id(), published.name()));
          context.tell(
              new BuildEvent.ImagePublished(
                  context.clock().instant(),
                  name(),
                  published.cloud(),
                  published.id(),
                  published.name()));
        }
        case Outcome.Failed failure -> failed.add(failure);
      }
    }
    if (!failed.isEmpty()) {
      throw failure(failed, image);
    }
    return all;
  }

  /** The name of the cloud, if there are several. */
  private String label(String cloud) {
    return publishing.clouds().size() == 1 ? "" : cloud + ": ";
  }

  private BuildException failure(List<Outcome.Failed> failed, ImageArtifact image) {
    BuildException first = failed.getFirst().failure();
    boolean refused = first.failure() == Failure.VERIFY;
    if (first.failure() != Failure.PUBLISH && !refused) {
      return first;
    }
    String what =
        failed.stream()
            .map(each -> label(each.cloud()) + each.failure().what())
            .collect(Collectors.joining("; "));
    return new BuildException(
        first.failure(),
        what + "; the image is at " + image.image(),
        refused ? first.remedy() : first.remedy() + ", then run casement publish " + image.image(),
        first);
  }

  /** Passes on the events of one cloud; those of several clouds are serialized. */
  private static final class CloudProgress implements PublishListener {
    private final StageContext context;
    private final String label;

    CloudProgress(StageContext context, String label) {
      this.context = context;
      this.label = label;
    }

    @Override
    public void progress(OptionalInt percent, String text) {
      context.checkOnTime();
      context.progress(Optional.of("upload"), percent, label + text);
    }

    @Override
    public void warn(String text) {
      context.warn(label + text);
    }
  }
}
