package dev.casement.disk;

import dev.casement.units.DataSize;
import java.util.Optional;

/**
 * What qemu-img says about a virtual disk.
 *
 * @param virtualSize how big the disk looks to a guest
 * @param actualSize how much of the host's disk its file takes
 * @param backingFile the file that holds what this one does not, as written in it; empty for a disk
 *     that stands alone
 */
public record DiskInfo(DataSize virtualSize, DataSize actualSize, Optional<String> backingFile) {}
