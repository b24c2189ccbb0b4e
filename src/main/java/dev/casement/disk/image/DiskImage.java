package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;

/** A virtual disk as its guest sees it, open for reading. */
public interface DiskImage extends OpenSource {}
