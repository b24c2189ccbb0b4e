package dev.casement.hypervisor.openstack;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.CompleteFile;
import dev.casement.files.FileDigest;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.openstack.image.ImageContent;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.openstack.publish.Upload;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Images by which the content of a disk gets into the cloud and out of it; none of them stays. */
final class CloudImages {
  private final CloudServices cloud;
  private final Ownership ownership;
  private final CloudCalls calls;
  private final CommandRunner runner;

  CloudImages(CloudServices cloud, Ownership ownership, CloudCalls calls, CommandRunner runner) {
    this.cloud = cloud;
    this.ownership = ownership;
    this.calls = calls;
    this.runner = runner;
  }

  /**
   * Uploads a copy of an image with its changes.
   *
   * @param directory for the copy, which is deleted again
   * @param onPercent gets the progress of the copy and of the upload
   * @return the id of the image in the cloud
   */
  String upload(String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    VirtualDisk changed = new VirtualDisk(directory.resolve("upload.qcow2"), DiskFormat.QCOW2);
    QemuImg qemuImg = new QemuImg(runner);
    qemuImg.create(changed.path(), changed.format(), copy.size());
    try {
      FileHandles.fill(
          FileHandles.of(changed), copy, qemuImg, percent -> onPercent.accept(percent / 2));
      ImageContent content =
          new ImageContent(
              changed.path(),
              Files.size(changed.path()),
              FileDigest.sha512(changed.path()),
              List.of());
      NewImage image =
          NewImage.plain(Ownership.newName(machine), changed.format().id(), ownership.of(machine));
      return new Upload(cloud.glance(), cloud.keystone(), telling(onPercent), content)
          .run(image)
          .id();
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    } finally {
      FileHandles.delete(FileHandles.of(changed));
    }
  }

  private PublishListener telling(IntConsumer onPercent) {
    return new PublishListener() {
      @Override
      public void progress(OptionalInt percent, String text) {
        percent.ifPresent(value -> onPercent.accept(50 + value / 2));
      }

      @Override
      public void warn(String text) {
        calls.progress().warn(text);
      }
    };
  }

  /** Deletes an image; tells the user if that fails. */
  void delete(String id) {
    calls.cleanUp("image", id, _ -> cloud.glance().delete(id));
  }

  /**
   * Downloads the content of a volume that no server uses.
   *
   * @return a new file in the directory, or the one of an earlier download that is replaced
   * @throws BuildException CLOUD, or HOST when the file cannot be written
   */
  VirtualDisk download(String volume, Path directory) {
    String name = Ownership.newName("export");
    calls.tell("making an image of volume " + volume);
    String id = make(volume, name);
    try {
      StoredImage image = calls.await("image " + id, CloudCalls.COPIED, () -> ready(id));
      VirtualDisk file = new VirtualDisk(directory.resolve("exported.qcow2"), DiskFormat.QCOW2);
      CompleteFile.writePrivate(
          file.path(), part -> new ImageDownload(cloud.glance(), image, calls).to(part));
      return file;
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    } finally {
      delete(id);
    }
  }

  private String make(String volume, String name) {
    try {
      return cloud
          .cinder()
          .uploadToImage(
              volume, name, DiskFormat.QCOW2.id(), () -> named(name).map(StoredImage::id));
    } catch (RuntimeException e) {
      // The request may have arrived although its answer has not.
      calls.cleanUp(
          "image",
          name,
          it -> it.seek(() -> named(name)).ifPresent(image -> cloud.glance().delete(image.id())));
      throw e;
    }
  }

  private Optional<StoredImage> named(String name) {
    return cloud.glance().list(Map.of("name", name)).stream().findFirst();
  }

  private Optional<StoredImage> ready(String id) {
    StoredImage image =
        cloud
            .glance()
            .show(id)
            .orElseThrow(
                () ->
                    CloudCalls.failure(
                        "image "
                            + id
                            + " of the disk is gone: the volume service could not make it",
                        "ask the operator of the cloud whether it has room for images"));
    if (image.is("killed") || image.is("deleted") || image.is("deactivated")) {
      throw CloudCalls.failure(
          "image " + id + " of the disk became " + image.status(),
          "ask the operator of the cloud for the logs of its volume and image services");
    }
    return Optional.of(image).filter(StoredImage::isActive);
  }

  private static BuildException cannotWrite(Path directory, IOException e) {
    return new BuildException(
        Failure.HOST,
        "the disk cannot be copied to " + directory + ": " + e,
        "check the permissions and free space of --work-dir",
        e);
  }
}
