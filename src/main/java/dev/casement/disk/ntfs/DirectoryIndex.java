package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The B-tree of names of a directory.
 *
 * @param root the value of its {@code $INDEX_ROOT}
 * @param blocks its {@code $INDEX_ALLOCATION}, empty if the root holds all names
 * @param clusterSize of the volume in bytes
 */
record DirectoryIndex(Fields root, ByteSource blocks, int clusterSize) {
  /** Far deeper than any sound tree, whose nodes have dozens of entries. */
  private static final int DEPTH = 32;

  /** Blocks of a directory with millions of names. */
  private static final int MAX_BLOCKS = 1 << 18;

  private static final int ROOT_HEADER = 16;
  private static final int BLOCK_HEADER = 24;
  private static final int HAS_SUBNODE = 1;
  private static final int LAST = 2;

  /** An entry of a node; the last one of each has no name. */
  private record Entry(Fields fields) {
    boolean isLast() {
      return (fields.u16(12) & LAST) != 0;
    }

    boolean hasSubnode() {
      return (fields.u16(12) & HAS_SUBNODE) != 0;
    }

    long subnode() {
      return fields.u64(fields.length() - 8);
    }

    FileReference file() {
      return FileReference.of(fields.bits64(0));
    }

    FileName name() {
      return FileName.read(fields.part(16, fields.u16(10)));
    }
  }

  /** The entries of a node, one after the other. */
  private static final class Node {
    private final Fields fields;
    private final int end;
    private int at;

    Node(Fields fields, int header) {
      this.fields = fields;
      long start = fields.u32(header);
      long length = fields.u32(header + 4);
      if (start > length || length > fields.length() - header) {
        throw fields.damaged(header, "the entries of an index extend past the index");
      }
      at = header + (int) start;
      end = header + (int) length;
    }

    /** The next entry; callers stop at the last one, which ends the node. */
    Entry next() {
      int length = at <= end - 16 ? fields.u16(at + 8) : 0;
      if (length < 16 || length > end - at) {
        throw fields.damaged(Math.min(at, fields.length()), "an entry of an index is cut short");
      }
      Entry entry = new Entry(fields.part(at, length));
      at += length;
      return entry;
    }
  }

  /** The file with a name, without regard to case; short names count, too. */
  Optional<FileReference> find(String name, UpCase upCase) {
    Node node = new Node(root, ROOT_HEADER);
    for (int depth = 0; depth < DEPTH; depth++) {
      Entry entry = node.next();
      while (!entry.isLast()) {
        int order = upCase.compare(name, entry.name().name());
        if (order == 0) {
          return Optional.of(entry.file());
        } else if (order < 0) {
          break;
        }
        entry = node.next();
      }
      if (!entry.hasSubnode()) {
        return Optional.empty();
      }
      node = block(entry.subnode());
    }
    throw tooDeep();
  }

  /** Gives every entry in order, except for short names of files that also have a long one. */
  void forEach(Consumer<DirectoryEntry> action) {
    walk(new Node(root, ROOT_HEADER), 0, new HashSet<>(), action);
  }

  private void walk(Node node, int depth, Set<Long> seen, Consumer<DirectoryEntry> action) {
    if (depth == DEPTH) {
      throw tooDeep();
    }
    Entry entry;
    do {
      entry = node.next();
      if (entry.hasSubnode()) {
        long subnode = entry.subnode();
        if (!seen.add(subnode) || seen.size() > MAX_BLOCKS) {
          throw root.damaged(0, "an index leads back to its block " + subnode);
        }
        walk(block(subnode), depth + 1, seen, action);
      }
      if (!entry.isLast()) {
        FileName name = entry.name();
        if (!name.shortOnly()) {
          action.accept(new DirectoryEntry(name.name(), entry.file()));
        }
      }
    } while (!entry.isLast());
  }

  /**
   * The node of a block; numbers count clusters, or 512 bytes if a cluster holds several blocks.
   */
  private Node block(long vcn) {
    long size = root.u32(8);
    if (size < 512 || size > 1 << 16 || Long.bitCount(size) != 1) {
      throw root.damaged(8, "blocks of an index of " + size + " bytes");
    }
    long unit = size < clusterSize ? 512 : clusterSize;
    if (vcn > blocks.size() / unit) {
      throw root.damaged(0, "an index has no block " + vcn);
    }
    Fields block = Fixups.read(blocks, vcn * unit, (int) size, "INDX");
    if (block.u64(16) != vcn) {
      throw block.damaged(16, "a block of an index is another one");
    }
    return new Node(block, BLOCK_HEADER);
  }

  private DiskException tooDeep() {
    return root.damaged(0, "an index is deeper than any can be");
  }
}
