package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.guest.JobXml;
import dev.casement.guest.SetupContent;
import dev.casement.media.author.FloppyImage;
import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Machine.SetupMedium;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Writes the media of a VM run: one floppy and a payload CD beside it, or one CD with everything.
 */
public final class SetupMediaWriter {
  private static final String LABEL = "CASEMENT";
  private static final String PAYLOAD_LABEL = "CASEMENT_PAYLOAD";

  private final Path directory;
  private final Optional<String> fault;

  /**
   * @param directory where the images go; private, since they contain the build's password
   * @param fault the fault a rehearsal's stand-in simulates
   */
  public SetupMediaWriter(Path directory, Optional<String> fault) {
    this.directory = directory;
    this.fault = fault;
  }

  public SetupMedia write(WindowsSource source, Job job, SetupContent plain) {
    SetupContent content = complete(plain);
    SetupMedia media = layOut(source, job, content);
    if (media.floppy().isPresent()) {
      FloppyImage.write(media.floppy().get(), LABEL, content.setup());
      media.cds().forEach(cd -> OpticalImage.write(cd, PAYLOAD_LABEL, content.payload()));
    } else {
      media.cds().forEach(cd -> OpticalImage.write(cd, LABEL, content.all()));
    }
    return media;
  }

  private SetupContent complete(SetupContent plain) {
    return fault.map(plain::withFault).orElse(plain);
  }

  /**
   * The digest of what the guest finds on its media. Time limits, the token and the new password do
   * not count: they have no influence on what the disk of a run that succeeds is good for.
   */
  public Sha256 digest(WindowsSource source, Job job, SetupContent plain) {
    SetupContent content = complete(plain);
    MessageDigest digest = Sha256.digest();
    update(digest, medium(source, content).name());
    for (MediaFile file : content.all()) {
      update(digest, file.path());
      if (file.path().equals(SetupContent.JOB)) {
        update(digest, JobXml.write(job.withoutLimits()));
      } else if (!file.path().equals(SetupContent.PASSWORD)) {
        digest.update(digestOf(file));
      }
    }
    return Sha256.of(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(Sha256.of(text).hex().getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] digestOf(MediaFile file) {
    MessageDigest digest = Sha256.digest();
    try (InputStream content = file.content().open();
        OutputStream to = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      content.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digest.digest();
  }

  /** Returns which images {@link #write} would write, and where, without writing them. */
  public SetupMedia layOut(WindowsSource source, Job job, SetupContent content) {
    return switch (medium(source, content)) {
      case FLOPPY ->
          new SetupMedia(
              source,
              job,
              Optional.of(directory.resolve(job.run() + ".img")),
              content.payload().isEmpty()
                  ? List.of()
                  : List.of(directory.resolve(job.run() + "-payload.iso")));
      case CD ->
          new SetupMedia(
              source, job, Optional.empty(), List.of(directory.resolve(job.run() + ".iso")));
    };
  }

  /** A floppy that is only the default is replaced by a CD if the files need more room. */
  private static SetupMedium medium(WindowsSource source, SetupContent content) {
    return source.setupMedium() == SetupMedium.FLOPPY
            && !source.setupMediumChosen()
            && !FloppyImage.fits(content.setup())
        ? SetupMedium.CD
        : source.setupMedium();
  }
}
