package dev.casement.disk.ntfs;

/**
 * A stream of a file.
 *
 * @param name empty for the file's main one
 * @param size in bytes; for a file compressed by WOF, the uncompressed size
 */
public record NtfsStream(String name, long size) {}
