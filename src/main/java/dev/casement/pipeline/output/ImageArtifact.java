package dev.casement.pipeline.output;

import dev.casement.disk.compact.VolumeSpace;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.nio.file.Path;
import java.util.List;

/**
 * A finished image and its manifest.
 *
 * @param size of the file
 * @param virtualSize of the disk in it
 * @param sha512 128 lower-case hexadecimal digits
 * @param freeSpace what was done with the free space of each Windows volume
 */
public record ImageArtifact(
    Path image,
    Path manifest,
    DataSize size,
    DataSize virtualSize,
    Sha256 sha256,
    String sha512,
    List<VolumeSpace> freeSpace) {
  public ImageArtifact {
    freeSpace = List.copyOf(freeSpace);
  }
}
