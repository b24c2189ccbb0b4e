package dev.casement.disk.ntfs;

/**
 * A name in a directory.
 *
 * @param name as it was given, in any case
 * @param reference the file that it is a name of, for {@link NtfsVolume#file}
 */
public record DirectoryEntry(String name, FileReference reference) {}
