package dev.casement.disk.ntfs;

/**
 * One of the names of a file.
 *
 * @param directory where that name is
 */
public record HardLink(FileReference directory, String name) {}
