package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;

/** A virtual disk as its guest sees it, open for reading until it is closed. */
public interface DiskImage extends OpenSource {}
