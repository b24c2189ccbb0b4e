package dev.casement.disk.ntfs;

/**
 * One of the names of a file.
 *
 * @param directory the directory with that name
 */
public record HardLink(FileReference directory, String name) {}
