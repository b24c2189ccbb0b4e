package dev.casement.verify;

import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.PartitionTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A disk, its volumes, and the Windows on it. */
final class OpenDisk {
  private final DiskImage image;
  private final PartitionTable table;
  private final List<Volume> volumes;
  private final Optional<OfflineWindows> windows;

  /**
   * Examines a disk; the caller closes the image.
   *
   * @throws dev.casement.disk.image.DiskException if its partition table or the registry of its
   *     Windows cannot be read
   */
  OpenDisk(DiskImage image) {
    this.image = image;
    this.table = PartitionTable.read(image);
    this.volumes =
        table.partitions().isEmpty()
            ? List.of(Volume.of(Optional.empty(), image))
            : table.partitions().stream()
                .map(partition -> Volume.of(Optional.of(partition), image))
                .toList();
    this.windows =
        volumes.stream().flatMap(volume -> OfflineWindows.on(volume).stream()).findFirst();
  }

  long size() {
    return image.size();
  }

  PartitionTable table() {
    return table;
  }

  List<Volume> volumes() {
    return volumes;
  }

  Stream<Volume> ofType(String type) {
    return volumes.stream()
        .filter(volume -> volume.partition().filter(part -> part.type().equals(type)).isPresent());
  }

  Optional<OfflineWindows> windows() {
    return windows;
  }
}
