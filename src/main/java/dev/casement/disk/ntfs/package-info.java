/**
 * Reads NTFS volumes: paths, directories, streams, links, free clusters. What a file means to
 * Windows does not belong here, nor does writing.
 *
 * <p>Facts of the format are from the documentation of libyal/libfsntfs ("New Technologies File
 * System (NTFS)"), those of reparse points from [MS-FSCC], section 2.1.2.
 */
@NullMarked
package dev.casement.disk.ntfs;

import org.jspecify.annotations.NullMarked;
