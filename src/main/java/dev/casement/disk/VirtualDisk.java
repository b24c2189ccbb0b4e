package dev.casement.disk;

import java.nio.file.Path;

/** A file of the host that a VM sees as its disk. */
public record VirtualDisk(Path path, DiskFormat format) {}
