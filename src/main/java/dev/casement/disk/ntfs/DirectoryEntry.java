package dev.casement.disk.ntfs;

/**
 * A name in a directory.
 *
 * @param name as recorded
 * @param reference the file with this name, for {@link NtfsVolume#file}
 */
public record DirectoryEntry(String name, FileReference reference) {}
