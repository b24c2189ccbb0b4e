package dev.casement.media.wim;

import dev.casement.bytes.ByteSource;
import dev.casement.bytes.HostFile;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.Damage;
import dev.casement.report.BuildException;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The header and the XML metadata of a WIM file.
 *
 * <p>Format: Microsoft, "Windows Imaging File Format (WIM)", October 2007; the solid format of
 * {@code .esd} files is a later version of it with LZMS compression, recognised by both as in
 * wimlib's documentation.
 *
 * @param compression of the images' content
 * @param solid whether files are compressed together, which Setup calls ESD
 * @param part this file's number in a split WIM; 1 of 1 for a whole one
 * @param images the Windows that Setup can install, by index
 * @param others the images without a Windows that Casement knows
 */
public record WimFile(
    Compression compression,
    boolean solid,
    int part,
    int parts,
    List<WindowsImage> images,
    List<OtherImage> others) {

  /** How the content is compressed. */
  public enum Compression {
    NONE,
    XPRESS,
    LZX,
    LZMS
  }

  /**
   * An image that is not an installable Windows, such as Windows PE.
   *
   * @param totalBytes the size of its files; 0 if the metadata does not say
   * @param why what it is instead, or what its metadata lacks
   */
  public record OtherImage(
      ImageIndex index,
      String name,
      String displayName,
      Optional<EditionId> edition,
      Optional<WindowsVersion> version,
      long totalBytes,
      String why) {}

  private static final int HEADER = 208;

  /** The first bytes of a WIM file, in ISO 8859-1. */
  public static final String MAGIC = "MSWIM\0\0\0";

  private static final String PIPABLE_MAGIC = "WLPWM\0\0\0";
  private static final int SOLID_VERSION = 0xe00;

  private static final long COMPRESSED = 0x2;
  private static final long XPRESS = 0x20000;
  private static final long LZX = 0x40000;
  private static final long LZMS = 0x80000;

  private static final int LOOKUP_TABLE = 48;
  private static final int XML = 72;
  private static final int RESOURCE_COMPRESSED = 0x04;

  /** In bytes; about a hundred times as much as in an install.wim. */
  private static final long XML_LIMIT = 8L << 20;

  public WimFile {
    images = List.copyOf(images);
    others = List.copyOf(others);
  }

  /** Whether it is one part of several {@code .swm} files. */
  public boolean isSplit() {
    return parts > 1;
  }

  /**
   * Reads a WIM file of the host.
   *
   * @throws BuildException MEDIA if it is not a WIM, or damaged or truncated; HOST if it cannot be
   *     read
   */
  public static WimFile read(Path file) {
    try (HostFile source = HostFile.open(file)) {
      return read(source);
    }
  }

  /**
   * Reads a WIM file, wherever it is.
   *
   * @throws BuildException as {@link #read(Path)}
   */
  public static WimFile read(ByteSource source) {
    Block header = Block.read(source, 0, HEADER, "the WIM header");
    if (header.has(0, PIPABLE_MAGIC)) {
      throw header.unsupported(0, "it is a pipable WIM, which Setup does not read either");
    }
    if (!header.has(0, MAGIC) || header.u32(8) < HEADER) {
      throw header.damage(0, "no header of a WIM file");
    }
    int part = header.u16(40);
    int parts = header.u16(42);
    if (part < 1 || part > parts) {
      throw header.damage(40, "part " + part + " of " + parts);
    }
    requireWhole(source, header, LOOKUP_TABLE, "the lookup table");
    WimMetadata metadata = metadata(source, header);
    if (metadata.count() != header.u32(44)) {
      throw header.damage(
          44, header.u32(44) + " images, where the XML metadata has " + metadata.count());
    }
    return new WimFile(
        compression(header),
        header.u32(12) == SOLID_VERSION,
        part,
        parts,
        metadata.images(),
        metadata.others());
  }

  private static Compression compression(Block header) {
    long flags = header.u32(16);
    if ((flags & COMPRESSED) == 0) {
      return Compression.NONE;
    }
    if ((flags & LZMS) != 0) {
      return Compression.LZMS;
    }
    if ((flags & LZX) != 0) {
      return Compression.LZX;
    }
    if ((flags & XPRESS) != 0) {
      return Compression.XPRESS;
    }
    throw header.damage(16, "a compression that the format does not know");
  }

  /** A resource is recorded as size (7 bytes), flags (1 byte) and offset (8 bytes). */
  private static long requireWhole(ByteSource source, Block header, int at, String what) {
    long size = size(header, at);
    long offset = header.u64(at + 8);
    if (offset > source.size() || size > source.size() - offset) {
      throw Damage.cutShort(source, offset, offset + size, what);
    }
    return offset;
  }

  private static long size(Block header, int at) {
    return header.u32(at) | ((long) header.u16(at + 4) << 32) | ((long) header.u8(at + 6) << 48);
  }

  private static WimMetadata metadata(ByteSource source, Block header) {
    long offset = requireWhole(source, header, XML, "the XML metadata");
    long size = size(header, XML);
    if (size < 2 || size > XML_LIMIT || size % 2 != 0) {
      throw header.damage(XML, "XML metadata of " + size + " bytes");
    }
    if ((header.u8(XML + 7) & RESOURCE_COMPRESSED) != 0) {
      throw header.unsupported(XML, "its XML metadata is compressed");
    }
    Block xml = Block.read(source, offset, (int) size, "the XML metadata");
    if (xml.u16(0) != 0xfeff) {
      throw xml.damage(0, "XML metadata that is not UTF-16, little endian");
    }
    return WimMetadata.parse(xml, xml.text(2, (int) size - 2, StandardCharsets.UTF_16LE));
  }
}
