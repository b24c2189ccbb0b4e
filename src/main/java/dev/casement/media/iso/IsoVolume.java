package dev.casement.media.iso;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.Damage;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.Volume;
import dev.casement.report.BuildException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An ISO 9660 volume: its Joliet hierarchy if there is one, else that of ISO 9660:1999 with long
 * names, else the plain one.
 *
 * <p>Formats: ECMA-119 ("Volume and File Structure of CDROM"), 8.4 and 8.5 for the descriptors;
 * Microsoft, "Joliet Specification" 1, for the escape sequences that mark UCS-2 names. virtio-win
 * has been without Joliet and at level 4 since 0.1.173 (virtio-win-pkg-scripts, pull request 25).
 */
public final class IsoVolume implements Volume {
  private static final List<String> UCS2 = List.of("%/@", "%/C", "%/E");

  /** Writers of track-at-once discs pad with this many sectors, and some tools cut them off. */
  private static final int PADDING_SECTORS = 150;

  private final ByteSource medium;
  private final VolumeDescriptors descriptors;
  private final Block descriptor;
  private final boolean joliet;
  private final int blockSize;

  private IsoVolume(ByteSource medium, VolumeDescriptors descriptors, Block primary) {
    this.medium = medium;
    this.descriptors = descriptors;
    Optional<Block> wide =
        descriptors.supplementary().stream().filter(IsoVolume::hasWideNames).findFirst();
    Optional<Block> enhanced =
        descriptors.supplementary().stream().filter(IsoVolume::isEnhanced).findFirst();
    joliet = wide.isPresent();
    descriptor = wide.or(() -> enhanced).orElse(primary);
    blockSize = descriptor.u16(128);
    if (Integer.bitCount(blockSize) != 1 || blockSize < 512 || blockSize > 2048) {
      throw descriptor.damage(128, "a logical block of " + blockSize + " bytes");
    }
    long end = descriptor.u32(80) * blockSize;
    if (end - PADDING_SECTORS * 2048L > medium.size()) {
      throw Damage.cutShort(medium, descriptor.position(0), end, "the ISO 9660 volume described");
    }
  }

  /**
   * Opens the volume; empty if the medium has no ISO 9660.
   *
   * @throws BuildException MEDIA if it is damaged or truncated
   */
  public static Optional<IsoVolume> open(ByteSource medium) {
    VolumeDescriptors descriptors = VolumeDescriptors.read(medium);
    return descriptors.primary().map(primary -> new IsoVolume(medium, descriptors, primary));
  }

  /** Whether names come from a Joliet hierarchy. */
  public boolean isJoliet() {
    return joliet;
  }

  @Override
  public String label() {
    return descriptor.text(40, 32, charset()).replace('\0', ' ').strip();
  }

  @Override
  public MediumEntry root() {
    return new IsoDirectory(this, "", DirectoryRecord.read(descriptor, 156));
  }

  /** The volume's descriptors, including the boot record. */
  public VolumeDescriptors descriptors() {
    return descriptors;
  }

  ByteSource medium() {
    return medium;
  }

  int blockSize() {
    return blockSize;
  }

  Charset charset() {
    return joliet ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1;
  }

  /** The enhanced volume descriptor of ISO 9660:1999 is a supplementary one of version 2. */
  private static boolean isEnhanced(Block descriptor) {
    return descriptor.u8(6) == 2 && !hasWideNames(descriptor);
  }

  private static boolean hasWideNames(Block descriptor) {
    return UCS2.contains(descriptor.text(88, 3, StandardCharsets.ISO_8859_1));
  }
}
