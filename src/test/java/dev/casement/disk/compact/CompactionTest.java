package dev.casement.disk.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.ntfs.Artefacts;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no file has is left out, and nothing else. */
class CompactionTest {
  private static final int MFT = 0;
  private static final int LOG = 2;
  private static final int BITMAP = 6;
  private static final int RECORD = 1024;

  @TempDir private Path directory;
  private WindowsDisk disk;

  @BeforeEach
  void makeDisk() throws IOException {
    disk = WindowsDisk.make(directory, 4096);
    disk.fillFreeSpace(3);
  }

  private Compaction compact(VirtualDisk of) {
    return Compaction.prepare(of, directory.resolve("overlay"));
  }

  private VirtualDisk convert(VirtualDisk source, String... options) {
    Path image = directory.resolve("image.qcow2");
    String[] fixed = {"qemu-img", "convert", "-f", source.format() + "", "-O", "qcow2"};
    String[] all = Arrays.copyOf(fixed, fixed.length + options.length + 2);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    all[all.length - 2] = source.path() + "";
    all[all.length - 1] = image + "";
    Program.run(all);
    return new VirtualDisk(image, DiskFormat.QCOW2);
  }

  private byte[] content(VirtualDisk of) throws IOException {
    Path raw = directory.resolve("content");
    Program.run(
        "qemu-img", "convert", "-f", of.format() + "", "-O", "raw", of.path() + "", raw + "");
    return Files.readAllBytes(raw);
  }

  /** The disk with its volume as ntfsclone copies it: the clusters in use and no others. */
  private byte[] asNtfscloneCopies() throws IOException {
    byte[] whole = disk.bytes();
    Path volume =
        Files.write(
            directory.resolve("volume"),
            Arrays.copyOfRange(whole, WindowsDisk.START, WindowsDisk.START + WindowsDisk.VOLUME));
    Path clone = directory.resolve("clone");
    Program.run("ntfsclone", "-q", "-O", clone + "", volume + "");
    byte[] copied = Files.readAllBytes(clone);
    System.arraycopy(copied, 0, whole, WindowsDisk.START, copied.length);
    return whole;
  }

  @ParameterizedTest
  @EnumSource(
      value = DiskFormat.class,
      names = {"RAW", "QCOW2", "VDI"})
  void theCopyIsWhatNtfscloneMakesOfTheVolume(DiskFormat format) throws IOException {
    byte[] expected = asNtfscloneCopies();
    VirtualDisk given = disk.as(format);
    byte[] before = Files.readAllBytes(given.path());

    Compaction compaction = compact(given);

    assertThat(content(compaction.source())).isEqualTo(expected);
    assertThat(compaction.volumes()).containsExactly(VolumeSpace.leftOut(1, compaction.leftOut()));
    assertThat(compaction.leftOut()).isGreaterThan(15 << 20);
    assertThat(Files.readAllBytes(given.path())).isEqualTo(before);
    Program.run("qemu-img", "check", "-f", "qcow2", compaction.source().path() + "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compression_type=zlib", "compression_type=zstd"})
  void theImageIsSmallerByWhatWasDeleted(String compression) throws IOException {
    Compaction compaction = compact(disk.raw());
    VirtualDisk whole = convert(disk.raw(), "-c", "-o", compression);
    long before = Files.size(whole.path());

    VirtualDisk image = convert(compaction.source(), "-c", "-m", "16", "-W", "-o", compression);

    assertThat(Files.size(image.path())).isLessThan(before - compaction.leftOut() * 9 / 10);
    assertThat(compaction.firstDifference(image, percent -> {})).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 8192, 65_536})
  void clustersOfOtherSizesAreLeftOutWhereTheyFillAPiece(int clusterSize) throws IOException {
    Files.delete(disk.path());
    disk = WindowsDisk.make(directory, clusterSize);
    disk.fillFreeSpace(3);
    byte[] clone = asNtfscloneCopies();
    byte[] whole = disk.bytes();

    Compaction compaction = compact(disk.raw());

    byte[] content = content(compaction.source());
    long zeroed = 0;
    for (int at = 0; at < whole.length; at += FreeSpace.GRANULE) {
      int end = at + FreeSpace.GRANULE;
      boolean free = Arrays.mismatch(whole, at, end, clone, at, end) == 0;
      boolean asItWas = Arrays.mismatch(content, at, end, whole, at, end) < 0;
      boolean zero = isZero(content, at, end);
      assertThat(asItWas || (zero && isZero(clone, at, end))).as("at %d", at).isTrue();
      assertThat(!free || asItWas || isZero(clone, at, end)).isTrue();
      zeroed += !asItWas && zero ? FreeSpace.GRANULE : 0;
    }
    assertThat(zeroed).isEqualTo(compaction.leftOut()).isGreaterThan(12 << 20);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aDifferenceIsFoundWhereAFileIsAndNotWhereNoneIs() throws IOException {
    Compaction compaction = compact(disk.raw());
    VirtualDisk image = new VirtualDisk(directory.resolve("copy"), DiskFormat.RAW);
    byte[] content = content(compaction.source());
    int inMft = (int) disk.runs(MFT).getFirst()[0] + 7;
    content[inMft] ^= 1;
    Files.write(image.path(), content);
    assertThat(compaction.firstDifference(image, percent -> {})).hasValue(inMft);

    content[inMft] ^= 1;
    content[content.length - 1] ^= 1;
    Files.write(image.path(), content);
    assertThat(compaction.firstDifference(image, percent -> {})).hasValue(content.length - 1);

    Files.write(image.path(), disk.bytes());
    assertThat(compaction.firstDifference(image, percent -> {})).isEmpty();
  }

  @Test
  void aComparisonEndsWithTheFailureOfWhoWatchesIt() {
    Compaction compaction = compact(disk.raw());
    assertThatThrownBy(
            () ->
                compaction.firstDifference(
                    disk.raw(),
                    percent -> {
                      throw new CancellationException("enough");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  private void assertNothingOfWindows() {
    Compaction compaction = compact(disk.raw());
    assertThat(compaction.leftOut()).isZero();
    assertThat(compaction.source()).isEqualTo(disk.raw());
    assertThat(compaction.volumes()).isEmpty();
  }

  private void assertKept(String why) {
    Compaction compaction = compact(disk.raw());
    assertThat(compaction.leftOut()).isZero();
    assertThat(compaction.source()).isEqualTo(disk.raw());
    assertThat(compaction.volumes())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.kept()).contains(why));
    assertThat(directory.resolve("overlay")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0001, 0x0010, 0x4000})
  void aDirtyVolumeIsKept(int flag) throws IOException {
    // $VOLUME_INFORMATION is resident; its flags follow eight bytes and the version 3.1.
    long volume = disk.runs(MFT).getFirst()[0] + 3 * RECORD;
    ByteBuffer record = disk.read(volume, RECORD);
    int at = record.getShort(20);
    while (record.getInt(at) != 0x70) {
      at += record.getInt(at + 4);
    }
    int flags = at + record.getShort(at + 20) + 10;
    disk.write(
        volume + flags,
        ByteBuffer.allocate(2)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort(0, (short) (record.getShort(flags) | flag)));
    assertKept("dirty");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, false",
    "1, 0, 2, true",
    "1, 0xffff, 0, true",
    "2, 0, 2, true",
    "2, 0, 0, false",
    "3, 0, 2, false"
  })
  void aVolumeWithSomethingToReplayIsKept(int version, String clients, int flags, boolean leftOut)
      throws IOException {
    restartPage(0, 7, version, Integer.decode(clients), flags);
    restartPage(4096, 6, 1, 0, flags == 0 ? 2 : 0);
    if (leftOut) {
      assertThat(compact(disk.raw()).leftOut()).isGreaterThan(15 << 20);
    } else {
      assertKept("dirty");
    }
  }

  /** A page as Windows writes it, with the fields that are read. */
  private void restartPage(int at, long lsn, int version, int client, int flags)
      throws IOException {
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    page.put("RSTR".getBytes(StandardCharsets.US_ASCII)).putShort((short) 30).putShort((short) 9);
    page.putInt(16, 4096).putInt(20, 4096).putShort(24, (short) 48);
    page.putShort(26, (short) (version == 1 ? 1 : 0)).putShort(28, (short) version);
    page.putLong(48, lsn).putShort(60, (short) client).putShort(62, (short) flags);
    page.putShort(30, (short) 5);
    for (int sector = 1; sector <= 8; sector++) {
      page.putShort(sector * 512 - 2, (short) 5);
    }
    disk.write(disk.runs(LOG).getFirst()[0] + at, page.position(0).limit(4096));
  }

  @Test
  void aVolumeWhoseJournalIsDamagedIsKept() throws IOException {
    restartPage(0, 7, 1, 0, 2);
    assertKept("damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hibr", "HIBR", "RSTR", "what"})
  void everyVolumeOfADiskWithAWindowsThatSleepsIsKept(String mark) throws IOException {
    byte[] content = disk.bytes();
    Path volume =
        Files.write(
            directory.resolve("volume"),
            Arrays.copyOfRange(content, WindowsDisk.START, WindowsDisk.START + WindowsDisk.VOLUME));
    Path host =
        Files.write(
            directory.resolve("host"), mark.repeat(2000).getBytes(StandardCharsets.US_ASCII));
    Program.run("ntfscp", "-q", "-f", volume + "", host + "", "/hiberfil.sys");
    disk.write(WindowsDisk.START, ByteBuffer.wrap(Files.readAllBytes(volume)));
    assertKept("hibernated");
  }

  @Test
  void anEncryptedVolumeIsKept() throws IOException {
    disk.write(
        WindowsDisk.START + 3, ByteBuffer.wrap("-FVE-FS-".getBytes(StandardCharsets.US_ASCII)));
    assertKept("BitLocker");
  }

  @Test
  void aVolumeWhoseBitmapContradictsItsFilesIsKept() throws IOException {
    long bitmap = disk.runs(BITMAP).getFirst()[0];
    long cluster = (disk.runs(LOG).getFirst()[0] - WindowsDisk.START) / 4096 + 9;
    ByteBuffer bits = disk.read(bitmap + cluster / 8, 1);
    disk.write(
        bitmap + cluster / 8,
        ByteBuffer.wrap(new byte[] {(byte) (bits.get(0) & ~(1 << cluster % 8))}));
    assertKept("file 2 has");
  }

  @Test
  void aVolumeWhoseBitmapIsTooShortIsKept() throws IOException {
    long record = disk.runs(MFT).getFirst()[0] + BITMAP * RECORD;
    ByteBuffer bytes = disk.read(record, RECORD);
    int at = bytes.getShort(20);
    while (bytes.getInt(at) != 0x80) {
      at += bytes.getInt(at + 4);
    }
    disk.write(
        record + at + 48, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 8));
    assertKept("too short");
  }

  @Test
  void aVolumeWithADamagedFileRecordIsKept() throws IOException {
    long record = disk.runs(MFT).getFirst()[0] + 64 * RECORD;
    disk.write(record, ByteBuffer.wrap("BAAD".getBytes(StandardCharsets.US_ASCII)));
    assertKept("damaged");
  }

  @ParameterizedTest
  @CsvSource({"2, false", "1, true", "3, false"})
  void aVolumeWithShadowCopiesIsKept(int entry, boolean leftOut) throws IOException {
    ByteBuffer mark =
        ByteBuffer.wrap(java.util.HexFormat.of().parseHex("6b87083876c1484eb7ae04046e6cc752"));
    long catalog = disk.runs(LOG).getFirst()[0] + (1 << 20) - WindowsDisk.START;
    ByteBuffer header = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, mark.array()).putInt(16, 2).putInt(20, 1).putLong(48, catalog);
    disk.write(WindowsDisk.START + 0x1e00, header);
    ByteBuffer block = ByteBuffer.allocate(16 << 10).order(ByteOrder.LITTLE_ENDIAN);
    block.put(0, mark.array()).putInt(16, 1).putInt(20, 2).putLong(5 * 128, entry);
    disk.write(WindowsDisk.START + catalog, block);
    if (leftOut) {
      assertThat(compact(disk.raw()).leftOut()).isGreaterThan(15 << 20);
    } else {
      assertKept("shadow copies");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x83, 0x42, 0x0c})
  void aPartitionOfAnotherTypeIsKept(int type) throws IOException {
    disk.partition(type);
    assertNothingOfWindows();
  }

  @Test
  void overlappingPartitionsAreKept() throws IOException {
    disk.secondPartition(WindowsDisk.START + (8 << 20), 4 << 20);
    assertKept("overlaps");
  }

  @Test
  void aVolumeThatSaysItIsLargerThanItsPartitionIsKept() throws IOException {
    ByteBuffer sectors = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    disk.write(WindowsDisk.START + 40, sectors.putLong(0, WindowsDisk.VOLUME / 512 + 8));
    assertKept("more than there are");
  }

  @Test
  void aDiskWithNothingKnownOnItIsKept() throws IOException {
    disk.write(0, ByteBuffer.allocate(WindowsDisk.START + 512));
    assertNothingOfWindows();
  }

  @Test
  @Tag(Artefacts.TAG)
  void aVolumeThatWindowsUnmountedIsCompacted() {
    assertThat(artefact("windows-mbr-ntfs").volumes())
        .singleElement()
        .satisfies(
            volume -> {
              assertThat(volume.kept()).isEmpty();
              assertThat(volume.leftOut()).isPositive();
            });
  }

  @Test
  @Tag(Artefacts.TAG)
  void aVolumeThatWindowsHadMountedIsKeptThoughItsFlagsDoNotCallItDirty() {
    assertThat(artefact("windows-10-lznt1").volumes())
        .singleElement()
        .satisfies(volume -> assertThat(volume.kept()).contains("dirty"));
  }

  private Compaction artefact(String name) {
    Path raw = Artefacts.unpack("ntfs/" + name + ".raw.xz", directory.resolve(name));
    return compact(new VirtualDisk(raw, DiskFormat.RAW));
  }
}
