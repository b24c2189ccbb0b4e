package dev.casement.disk.ntfs;

/** Type codes of the attributes that are read here. */
final class AttributeType {
  static final long ATTRIBUTE_LIST = 0x20;
  static final long FILE_NAME = 0x30;
  static final long VOLUME_NAME = 0x60;
  static final long VOLUME_INFORMATION = 0x70;
  static final long DATA = 0x80;
  static final long INDEX_ROOT = 0x90;
  static final long INDEX_ALLOCATION = 0xa0;
  static final long REPARSE_POINT = 0xc0;
  static final long END = 0xffff_ffffL;

  private AttributeType() {}
}
