package dev.casement.disk.ntfs;

/**
 * Refers to a file record by its number and how often that has been reused.
 *
 * @param sequence 0 where it does not matter
 */
public record FileReference(long number, int sequence) {
  static FileReference of(long recorded) {
    return new FileReference(recorded & 0xffff_ffff_ffffL, (int) (recorded >>> 48));
  }
}
