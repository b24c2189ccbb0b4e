package dev.casement.media.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.DriverMedia;
import dev.casement.media.Fixture;
import dev.casement.media.MediaFiles;
import dev.casement.media.MediumContent;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.MediumFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpticalMediumTest {
  @TempDir Path directory;
  private Fixture fixture;
  private Path iso;

  @BeforeEach
  void fixture() {
    fixture = Fixture.installFiles(directory.resolve("tree"));
    iso = directory.resolve("medium.iso");
  }

  @Test
  void readsJolietOfXorriso() throws IOException {
    fixture.iso(iso, "xorriso", "-as", "mkisofs", "-J", "-joliet-long", "-V", "CCCOMA_X64FRE");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.JOLIET);
      assertThat(medium.label()).isEqualTo("CCCOMA_X64FRE");
      assertThat(MediumContent.of(medium)).isEqualTo(MediumContent.ofDirectory(fixture.root()));
    }
  }

  @Test
  void readsUdfOfGenisoimageBeforeItsJoliet() throws IOException {
    fixture.iso(
        iso, "genisoimage", "-quiet", "-udf", "-J", "-input-charset", "utf-8", "-V", "UDF_LABEL");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.UDF);
      assertThat(medium.label()).isEqualTo("UDF_LABEL");
      assertThat(MediumContent.of(medium)).isEqualTo(MediumContent.ofDirectory(fixture.root()));
    }
  }

  @Test
  void readsLongNamesOfLevelFour() throws IOException {
    Files.delete(fixture.root().resolve("efi/microsoft/boot/Long name with spaces and Größe.txt"));
    fixture.text("a/Long name with spaces and more than thirty-one characters.txt", "level 4");
    fixture.iso(iso, "genisoimage", "-quiet", "-iso-level", "4", "-r", "-V", "virtio-win-0.1.271");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.ISO_9660);
      assertThat(medium.label()).isEqualTo("virtio-win-0.1.271");
      assertThat(MediumContent.of(medium)).isEqualTo(MediumContent.ofDirectory(fixture.root()));
    }
  }

  @Test
  void readsPlainIsoWithItsCapitals() {
    fixture.iso(iso, "genisoimage", "-quiet", "-iso-level", "1");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.format()).isEqualTo(OpticalMedium.Format.ISO_9660);
      assertThat(MediumContent.of(medium))
          .containsKeys("SETUP.EXE", "SOURCES/BOOT.WIM", "BOOT/BCD");
    }
  }

  @Test
  void readsWhatOpticalImageWrites() {
    OpticalImage.write(iso, "CASEMENT", MediaFiles.varied());
    Map<String, String> read = MediumContent.of(iso);
    assertThat(read).hasSameSizeAs(MediaFiles.varied());
    for (MediaFile file : MediaFiles.varied()) {
      assertThat(read)
          .containsEntry(
              file.path(),
              MediumContent.digest(new java.io.ByteArrayInputStream(MediaFiles.content(file))));
    }
  }

  @Test
  void findsPathsWithoutRegardToCaseAndSlashes() {
    fixture.iso(iso, "xorriso", "-as", "mkisofs", "-J");
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.find("SOURCES\\Boot.WIM").map(MediumEntry::path))
          .contains("sources/boot.wim");
      assertThat(medium.find("/efi//boot/").map(MediumEntry::isDirectory)).contains(true);
      assertThat(medium.find("sources/install.wim")).isEmpty();
      assertThat(medium.find("setup.exe/more")).isEmpty();
      assertThat(medium.file("sources")).isEmpty();
      assertThat(medium.list("efi").stream().map(MediumEntry::name))
          .containsExactlyInAnyOrder("boot", "microsoft");
      assertThat(medium.list("nowhere")).isEmpty();
    }
  }

  @Test
  void readsAFileAtAnyPosition() {
    fixture.iso(iso, "xorriso", "-as", "mkisofs", "-J");
    byte[] content = MediaFiles.random(300_000, 2);
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      MediumFile file = medium.file("sources/boot.wim").orElseThrow();
      ByteBuffer some = ByteBuffer.allocate(5_000);
      assertThat(file.read(123_457, some)).isEqualTo(5_000);
      assertThat(some.array()).isEqualTo(java.util.Arrays.copyOfRange(content, 123_457, 128_457));
      assertThat(file.read(299_990, some.clear())).isEqualTo(10);
      assertThat(file.read(300_000, some.clear())).isEqualTo(-1);
      assertThat(file.size()).isEqualTo(300_000);
    }
  }

  @Test
  void tellsBiosAndUefiBootModes() {
    fixture.file("boot/etfsboot.com", MediaFiles.random(4096, 7));
    fixture.file("efi/microsoft/boot/efisys.bin", MediaFiles.random(4096, 8));
    String[] bios = {"xorriso", "-as", "mkisofs", "-J", "-b", "boot/etfsboot.com", "-no-emul-boot"};
    assertThat(bootModes(bios)).containsExactly(BootMode.BIOS);
    String[] both = {
      "xorriso",
      "-as",
      "mkisofs",
      "-J",
      "-b",
      "boot/etfsboot.com",
      "-no-emul-boot",
      "-eltorito-alt-boot",
      "-e",
      "efi/microsoft/boot/efisys.bin",
      "-no-emul-boot"
    };
    assertThat(bootModes(both)).containsExactlyInAnyOrder(BootMode.BIOS, BootMode.UEFI);
    String[] uefi = {
      "xorriso", "-as", "mkisofs", "-J", "-e", "efi/microsoft/boot/efisys.bin", "-no-emul-boot"
    };
    assertThat(bootModes(uefi)).containsExactly(BootMode.UEFI);
    assertThat(bootModes("xorriso", "-as", "mkisofs", "-J")).isEmpty();
  }

  @Test
  void saysWhatIsAbsurdInADirectory() throws IOException {
    OpticalImage.write(iso, "CASEMENT", MediaFiles.varied());
    int rootRecord = 17 * 2048 + 156;
    assertDamaged(rootRecord + 10, new byte[] {-1, -1, -1, -1}, "a directory of 4294967295 bytes");
    assertDamaged(rootRecord + 2, new byte[] {-1, -1, -1, 127}, "a directory at offset");
    assertDamaged(rootRecord, new byte[] {3}, "a directory record of 3 bytes");
    assertDamaged(rootRecord + 32, new byte[] {90}, "a name of 90 bytes");
    assertDamaged(17 * 2048 + 128, new byte[] {1, 0}, "a logical block of 1 bytes");
    assertDamaged(17 * 2048 + 80, new byte[] {-1, -1, -1, 1}, "the ISO 9660 volume");
  }

  private void assertDamaged(int at, byte[] bytes, String what) throws IOException {
    byte[] image = Files.readAllBytes(iso);
    System.arraycopy(bytes, 0, image, at, bytes.length);
    Path damaged = Files.write(directory.resolve("damaged.iso"), image);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> MediumContent.of(damaged))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining(what);
  }

  @Test
  void followsADirectoryInItselfOnlyAsFarAsItIsAskedTo() throws IOException {
    OpticalImage.write(iso, "CASEMENT", List.of(MediaFile.ofText("a/b.txt", "b")));
    byte[] image = Files.readAllBytes(iso);
    int root = littleEndian(image, 17 * 2048 + 156 + 2);
    // The third record, behind those of the directory and its parent, is that of "a".
    int record = root * 2048 + 68;
    System.arraycopy(image, 17 * 2048 + 156 + 2, image, record + 2, 8);
    Files.write(iso, image);
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      assertThat(medium.find("a/a/a/a").map(MediumEntry::path)).contains("a/a/a/a");
      assertThat(medium.find("a/b.txt")).isEmpty();
    }
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> DriverMedia.inspect(iso));
  }

  private static int littleEndian(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private java.util.Set<BootMode> bootModes(String... argv) {
    fixture.iso(iso, argv);
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return medium.bootModes();
    }
  }
}
