package dev.casement.media.udf;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.Volume;
import dev.casement.report.BuildException;

/**
 * A UDF volume of revision 1.02 to 2.60: physical and metadata partitions, files in extents or
 * embedded in their entry.
 *
 * <p>Formats: ECMA-167, 3rd edition, and OSTA, "Universal Disk Format Specification" 2.60.
 */
public final class UdfVolume implements Volume {
  private final String label;
  private final MediumEntry root;

  private UdfVolume(String label, MediumEntry root) {
    this.label = label;
    this.root = root;
  }

  /**
   * Opens the volume of a medium whose recognition sequence announces UDF.
   *
   * @throws BuildException MEDIA if it is damaged, truncated, or uses unsupported features
   */
  public static UdfVolume open(ByteSource medium) {
    VolumeSequence sequence = VolumeSequence.read(medium);
    Block volume = sequence.logicalVolume();
    long blockSize = volume.u32(212);
    if (Long.bitCount(blockSize) != 1 || blockSize < 512 || blockSize > 4096) {
      throw volume.damage(212, "a logical block of " + blockSize + " bytes");
    }
    var partitions = new PartitionMaps(medium, sequence, (int) blockSize).read();
    UdfSpace space = new UdfSpace(medium, (int) blockSize, partitions);
    Block fileSet =
        Tag.require(
            space.block(UdfSpace.Address.read(volume, 252), "the file set descriptor"),
            Tag.FILE_SET,
            "file set descriptor");
    UdfEntry root = new UdfEntry(space, "", true, UdfSpace.Address.read(fileSet, 404));
    return new UdfVolume(OstaText.readFixed(volume, 84, 128).strip(), root);
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public MediumEntry root() {
    return root;
  }
}
