package dev.casement.disk;

import dev.casement.units.DataSize;
import java.util.Optional;

/**
 * A virtual disk as qemu-img describes it.
 *
 * @param virtualSize the size that a guest sees
 * @param actualSize the space that its file takes on the host
 * @param backingFile its backing file, as recorded in it; empty if it has none
 */
public record DiskInfo(DataSize virtualSize, DataSize actualSize, Optional<String> backingFile) {}
