package dev.casement.disk.ntfs;

/**
 * A stream of a file.
 *
 * @param name empty for the file's main one
 * @param size in bytes; of a file that WOF compressed, the size without that
 */
public record NtfsStream(String name, long size) {}
