package dev.casement.pipeline.output;

import dev.casement.disk.DiskCheck;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.CompleteFile;
import dev.casement.files.HostSpace;
import dev.casement.pipeline.acquire.Digests;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageTime;
import dev.casement.pipeline.verify.VerifiedDisk;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Flattens and compresses the disk without the free space of its volumes, checks the image,
 * compares it with the disk, and writes its manifest.
 *
 * <p>Image, manifest and report get their final names only once all are complete. An existing image
 * is replaced only then, and only on the user's request.
 */
public final class PackageImage implements Stage<VerifiedDisk, ImageArtifact> {
  private final QemuImg qemuImg;
  private final BuildDirectories directories;
  private final ManifestAuthor manifest;
  private final Recipe recipe;
  private final Invocation invocation;

  public PackageImage(
      QemuImg qemuImg,
      BuildDirectories directories,
      ManifestAuthor manifest,
      Recipe recipe,
      Invocation invocation) {
    this.invocation = invocation;
    this.qemuImg = qemuImg;
    this.directories = directories;
    this.manifest = manifest;
    this.recipe = recipe;
  }

  /** Where a recipe's image goes. */
  public static Path imagePath(Recipe recipe, BuildDirectories directories) {
    return directories.output().resolve(recipe.name() + "." + recipe.image().format().id());
  }

  @Override
  public Limit limit() {
    return Limit.of("limits.packaging", recipe.limits().packaging());
  }

  public String summary() {
    return "write %s, manifest.json and report.html".formatted(imagePath(recipe, directories));
  }

  @Override
  public ImageArtifact run(VerifiedDisk verified, StageContext context) {
    VirtualDisk disk = verified.disk();
    Path image = imagePath(recipe, directories);
    Path part = CompleteFile.partOf(image);
    context.scope().register(() -> Files.deleteIfExists(part));
    try {
      Files.createDirectories(directories.output());
      for (Path each : List.of(image, part, directories.manifest(), directories.report())) {
        CompleteFile.deleteParts(each);
      }
      requireSpace(disk);
      VirtualDisk target = new VirtualDisk(part, recipe.image().format());
      CompactedCopy copy = CompactedCopy.prepare(disk, target, directories, context);
      qemuImg.convert(
          copy.source(),
          target,
          recipe.image().clusters(),
          context.remaining(),
          percent ->
              context.progress(
                  Optional.of("convert"), OptionalInt.of(percent), "writing the image"));
      check(target);
      copy.compare(context);
      Digests.Both digests = Digests.both(part, "computing digests", context);
      ImageArtifact artifact =
          new ImageArtifact(
              image,
              directories.manifest(),
              new DataSize(Files.size(part)),
              qemuImg.info(target).virtualSize(),
              digests.sha256(),
              digests.sha512(),
              copy.freeSpace());
      record(artifact, manifest.of(verified, artifact, stages(context)), context);
      context.tell(
          new BuildEvent.ImageMade(context.clock().instant(), name(), image, artifact.manifest()));
      return artifact;
    } catch (IOException e) {
      context.checkOnTime();
      throw new BuildException(
          Failure.HOST,
          "the image cannot be written to " + directories.output() + ": " + e.getMessage(),
          "check space and permissions there, or choose another place with --output",
          e);
    }
  }

  /** Gives the image its name, once what is written about it is complete, too. */
  private void record(ImageArtifact artifact, Manifest written, StageContext context)
      throws IOException {
    Path manifestPart = CompleteFile.partOf(directories.manifest());
    Path reportPart = CompleteFile.partOf(directories.report());
    context.scope().register(() -> Files.deleteIfExists(manifestPart));
    context.scope().register(() -> Files.deleteIfExists(reportPart));
    ManifestAuthor.write(manifestPart, written);
    new BuildReport(written, artifact.image(), directories, invocation).write(reportPart);
    CompleteFile.publish(CompleteFile.partOf(artifact.image()), artifact.image());
    CompleteFile.publish(manifestPart, directories.manifest());
    CompleteFile.publish(reportPart, directories.report());
  }

  private List<StageTime> stages(StageContext context) {
    List<StageTime> all = new ArrayList<>(context.before());
    all.add(StageTime.done(name(), context.started(), context.elapsed()));
    return all;
  }

  private void check(VirtualDisk image) {
    switch (qemuImg.check(image)) {
      case DiskCheck.Consistent() -> {}
      case DiskCheck.NotCheckable(var format) -> {}
      case DiskCheck.Leaking(long leaks) -> throw damaged(leaks + " leaked clusters");
      case DiskCheck.Corrupt(long corruptions, long leaks) ->
          throw damaged(corruptions + " corruptions and " + leaks + " leaked clusters");
    }
  }

  private static BuildException damaged(String findings) {
    return new BuildException(
        Failure.HOST,
        "qemu-img check found " + findings + " in the image it has just written",
        "check the health of the disk that holds --output, and build again");
  }

  /** The image is rarely larger than the disk it is made from. */
  private void requireSpace(VirtualDisk disk) {
    DataSize needed = qemuImg.chainSize(disk);
    HostSpace.require(directories.output(), needed, "the image", "--output");
  }
}
