/**
 * Microsoft's compressions: LZNT1, XPRESS with Huffman codes, LZX. Blocks in memory only: the
 * readers of the formats that store them share this package.
 */
@NullMarked
package dev.casement.compression;

import org.jspecify.annotations.NullMarked;
