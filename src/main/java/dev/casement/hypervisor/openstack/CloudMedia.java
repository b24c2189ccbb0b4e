package dev.casement.hypervisor.openstack;

import dev.casement.files.FileDigest;
import dev.casement.files.LockFile;
import dev.casement.files.Unreadable;
import dev.casement.hypervisor.Progress;
import dev.casement.hypervisor.Sharing;
import dev.casement.openstack.image.Changes;
import dev.casement.openstack.image.ImageContent;
import dev.casement.openstack.image.ImageData;
import dev.casement.openstack.image.ImageProperties;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.openstack.publish.Upload;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Images of install, driver and setup media in the cloud's image store.
 *
 * <p>What all builds need is uploaded once and found again by the digest of the file; the setup
 * media of a run, which contain secrets, are deleted as soon as a volume has been made of them.
 */
final class CloudMedia {
  /** The SHA-256 of the file that an image was made of. */
  static final String MEDIUM = "casement_medium";

  /** Which bytes of the file were replaced, in the form {@code OFFSET=HEX}; absent: none. */
  static final String REPLACED = "casement_medium_replaced";

  private final CloudServices cloud;
  private final Ownership ownership;
  private final CloudCalls calls;
  private final Path locks;

  /**
   * @param locks a directory for lock files; exists
   */
  CloudMedia(CloudServices cloud, Ownership ownership, CloudCalls calls, Path locks) {
    this.cloud = cloud;
    this.ownership = ownership;
    this.calls = calls;
    this.locks = locks;
  }

  /** The image of a medium, and what its volume must hold. */
  record Uploaded(StoredImage image, long gibibytes) {}

  /**
   * The image of a medium, which is uploaded unless the cloud has it.
   *
   * @param machine the name of the machine that it is for
   * @param replacement bytes that replace the file's
   * @throws BuildException CLOUD, or MEDIA when the file cannot be read
   */
  Uploaded image(
      Path file, Sharing sharing, String machine, Optional<ImageData.Replacement> replacement) {
    Digests digests = digest(file, replacement);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(MEDIUM, digests.sha256().toString());
    replacement.ifPresent(it -> properties.put(REPLACED, text(it)));
    if (sharing == Sharing.OF_RUN) {
      return uploaded(upload(file, digests, Ownership.newName(machine), ownership.of(machine)));
    }
    Path lock = locks.resolve("medium-" + digests.sha256().brief() + ".lock");
    try (LockFile _ =
        calls.lock(lock, "waiting for another build, which uploads the same medium")) {
      return uploaded(
          find(properties, digests)
              .orElseGet(() -> uploadForAll(file, machine, digests, properties)));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, lock + " cannot be released: " + e, "check --work-dir", e);
    }
  }

  /** While it is incomplete, it is this machine's, so that it can be deleted after a kill. */
  private StoredImage uploadForAll(
      Path file, String machine, Digests digests, Map<String, String> properties) {
    Map<String, String> marks = ownership.of(machine);
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.putAll(marks);
    StoredImage image = upload(file, digests, "casement-" + file.getFileName(), all);
    cloud.glance().update(image.id(), marks.keySet().stream().map(Changes::remove).toList());
    return image;
  }

  private static Uploaded uploaded(StoredImage image) {
    return new Uploaded(image, ImageProperties.minDisk(new DataSize(image.size())));
  }

  /** An image of the project itself with the same bytes: others could have marked theirs so. */
  private Optional<StoredImage> find(Map<String, String> properties, Digests digests) {
    String project = cloud.keystone().project();
    return cloud.glance().list(Map.of(MEDIUM, digests.sha256().toString())).stream()
        .filter(image -> image.isActive() && image.owner().equals(project))
        .filter(
            image -> image.property(REPLACED).equals(Optional.ofNullable(properties.get(REPLACED))))
        .filter(image -> isSame(image, digests.content()))
        .findFirst();
  }

  /** By the digest, or by the size alone where the cloud uses another one. */
  private static boolean isSame(StoredImage image, ImageContent content) {
    return image.hashAlgorithm().equals("sha512")
        ? image.hash().equals(content.sha512())
        : image.size() == content.size();
  }

  private StoredImage upload(
      Path file, Digests digests, String name, Map<String, String> properties) {
    String what = String.valueOf(file.getFileName());
    return new Upload(
            cloud.glance(), cloud.keystone(), telling("uploading " + what), digests.content())
        .run(NewImage.plain(name, "iso", properties));
  }

  private PublishListener telling(String what) {
    Progress progress = calls.progress();
    return new PublishListener() {
      @Override
      public void progress(OptionalInt percent, String text) {
        progress.progress(percent, what + ": " + text);
      }

      @Override
      public void warn(String text) {
        progress.warn(what + ": " + text);
      }
    };
  }

  private static String text(ImageData.Replacement replacement) {
    return replacement.offset() + "=" + HexFormat.of().formatHex(replacement.content());
  }

  /**
   * @param sha256 of the file
   * @param content with the digest of what is uploaded
   */
  private record Digests(Sha256 sha256, ImageContent content) {}

  private Digests digest(Path file, Optional<ImageData.Replacement> replacement) {
    try {
      long size = Files.size(file);
      MessageDigest original = Sha256.digest();
      MessageDigest same = FileDigest.sha512();
      FileDigest.update(file, reading(file), original, same);
      HexFormat hex = HexFormat.of();
      ImageContent content =
          new ImageContent(file, size, hex.formatHex(same.digest()), replacement.stream().toList());
      return new Digests(
          Sha256.of(original.digest()),
          replacement.isEmpty()
              ? content
              : new ImageContent(file, size, content.actualSha512(), content.replacements()));
    } catch (IOException e) {
      throw new BuildException(
          Failure.MEDIA, Unreadable.why(file, e), "check the medium and its permissions", e);
    }
  }

  private FileDigest.Progress reading(Path file) {
    AtomicInteger last = new AtomicInteger(-1);
    return (done, size) -> {
      int percent = (int) (done * 100 / Math.max(1, size));
      if (last.getAndSet(percent) != percent) {
        calls.progress().progress(OptionalInt.of(percent), "reading " + file.getFileName());
      }
    };
  }
}
