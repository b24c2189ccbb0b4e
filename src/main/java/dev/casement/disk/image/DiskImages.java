package dev.casement.disk.image;

import dev.casement.bytes.HostFile;
import dev.casement.bytes.OpenSource;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Opens virtual disks for reading. */
public final class DiskImages {
  private static final int PROBED = 512;

  private DiskImages() {}

  /**
   * Opens a virtual disk of a known format.
   *
   * <p>The format is never probed: a guest could write a qcow2 header to a raw disk and name any
   * file of the host as its backing file.
   *
   * @throws DiskException DAMAGED if it is not of that format, UNSUPPORTED if Casement does not
   *     read the format or a feature of the file
   * @throws dev.casement.report.BuildException if the host cannot read the file
   */
  public static DiskImage open(Path path, DiskFormat format) {
    return switch (format) {
      case RAW -> new RawImage(HostFile.open(path));
      case QCOW2 -> Qcow2Image.open(path);
      case VDI -> VdiImage.open(HostFile.open(path));
      case VMDK, VHDX -> throw unreadable(path.toString(), format);
    };
  }

  /**
   * Opens a virtual disk of any format: those that Casement does not read itself, qemu-img does.
   *
   * @throws DiskException DAMAGED if it is not of that format, UNSUPPORTED if it cannot be read
   * @throws dev.casement.report.BuildException if the host cannot read the file, or has no qemu-img
   *     and needs one
   */
  public static DiskImage open(VirtualDisk disk, QemuImg qemuImg) {
    return switch (disk.format()) {
      case RAW, QCOW2, VDI -> open(disk.path(), disk.format());
      case VMDK, VHDX -> QemuImgImage.open(disk, qemuImg);
    };
  }

  /** Opens a virtual disk from another source; takes over the source, even if this fails. */
  public static DiskImage open(OpenSource source, DiskFormat format) {
    return switch (format) {
      case RAW -> new RawImage(source);
      case QCOW2 -> Qcow2Image.open(source);
      case VDI -> VdiImage.open(source);
      case VMDK, VHDX -> {
        source.close();
        throw unreadable(source.name(), format);
      }
    };
  }

  private static DiskException unreadable(String name, DiskFormat format) {
    return DiskException.unsupported(
        name, "the format is " + format + "; convert it with qemu-img first");
  }

  /**
   * Determines the format of a file by its first bytes; unknown ones mean raw.
   *
   * <p>For files that a user names, not for raw disks that a guest has written.
   *
   * @throws DiskException UNSUPPORTED if they are those of a format that is not in {@link
   *     DiskFormat}
   */
  public static DiskFormat probe(Path path) {
    try (HostFile file = HostFile.open(path)) {
      int length = (int) Math.min(PROBED, file.size());
      Fields start = Fields.read(file, 0, length, ByteOrder.LITTLE_ENDIAN, "the first sector");
      if (start.has(0, Qcow2Header.MAGIC)) {
        return DiskFormat.QCOW2;
      } else if (length >= VdiImage.MAGIC_AT + 4
          && start.u32(VdiImage.MAGIC_AT) == VdiImage.MAGIC) {
        return DiskFormat.VDI;
      } else if (start.has(0, "KDMV") || start.has(0, "# Disk DescriptorFile")) {
        return DiskFormat.VMDK;
      } else if (start.has(0, "vhdxfile")) {
        return DiskFormat.VHDX;
      }
      for (String mark :
          new String[] {"conectix", "QED\0", "WithoutFreeSpace", "WithouFreSpacExt"}) {
        if (start.has(0, mark)) {
          throw DiskException.unsupported(
              path.toString(), "it begins with the mark of another format, " + mark.strip());
        }
      }
      return DiskFormat.RAW;
    }
  }
}
