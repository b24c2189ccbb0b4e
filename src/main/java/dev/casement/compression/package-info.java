/**
 * Decompresses what Microsoft's systems compress: LZNT1, XPRESS with Huffman codes, LZX; blocks in
 * memory, never the formats that store them, so that whatever reads those can share it.
 */
@NullMarked
package dev.casement.compression;

import org.jspecify.annotations.NullMarked;
