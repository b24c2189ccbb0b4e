package dev.casement.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskException;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Problems;
import dev.casement.verify.BaseImage.AnswerFilePlace;
import dev.casement.verify.BaseImage.Part;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Release;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that a build may start from, or may not. */
class BaseImageTest {
  private final ImageOfWindows image = ImageOfWindows.uefi();
  private final Problems problems = new Problems();

  @TempDir Path directory;

  private Optional<BaseImage> read() {
    return BaseImage.read(image.build(directory), DiskBus.VIRTIO, problems);
  }

  private BaseImage good() {
    BaseImage base = read().orElseThrow(() -> new AssertionError(problems.first()));
    assertThat(problems.isEmpty()).isTrue();
    return base;
  }

  private String problem() {
    assertThat(read()).isEmpty();
    return problems.first().orElseThrow();
  }

  @Test
  void itsWindowsIsDescribedAsAnInstallMediumWouldDescribeIt() {
    BaseImage base = good();
    assertThat(base.format()).isEqualTo(DiskFormat.RAW);
    assertThat(base.uefi()).isTrue();
    assertThat(base.standIn()).isFalse();
    assertThat(base.cloudbaseInit()).isTrue();
    assertThat(Release.of(base.image())).contains(Release.SERVER_2022);
    assertThat(base.image().edition().value()).isEqualTo("ServerStandard");
    assertThat(base.image().architecture()).isEqualTo(Architecture.AMD64);
    assertThat(base.image().version().toString()).isEqualTo("10.0.20348");
  }

  @Test
  void oneForBiosIsKnownByItsPartitionTable() {
    ImageOfWindows bios = ImageOfWindows.bios();
    assertThat(BaseImage.read(bios.build(directory), DiskBus.VIRTIO, problems))
        .hasValueSatisfying(base -> assertThat(base.uefi()).isFalse());
  }

  /** As qemu-img reads the disk. */
  @Test
  void theAnswerFileIsWhereItIsSaidToBe() {
    byte[] text = "<unattend>éß</unattend>\n".repeat(2000).getBytes(UTF_8);
    image.files.put("Windows/Panther/unattend.xml", text);

    AnswerFilePlace place = good().answerFile();

    assertThat(place.path()).isEqualTo("\\Windows\\Panther\\unattend.xml");
    assertThat(place.size()).isEqualTo(text.length);
    QemuImg qemuImg = new QemuImg(new SystemCommandRunner());
    VirtualDisk disk = new VirtualDisk(directory.resolve("disk.raw"), DiskFormat.RAW);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Part part : place.parts()) {
      content.writeBytes(qemuImg.read(disk, part.offset(), (int) part.length()));
    }
    assertThat(Arrays.copyOf(content.toByteArray(), text.length)).isEqualTo(text);
  }

  @Test
  void theAnswerFileThatWindowsTakesIsTheOneToReplace() {
    byte[] text = " ".repeat(5000).getBytes(UTF_8);
    image.files.put("Windows/Panther/Unattend/Unattend.xml", text);
    assertThat(good().answerFile().path()).isEqualTo("\\Windows\\Panther\\Unattend\\Unattend.xml");

    image.files.remove(ImageOfWindows.SYSTEM);
    image.system.put("Setup\\UnattendFile", "%WINDIR%\\panther\\UNATTEND.xml");
    assertThat(good().answerFile().path()).isEqualTo("\\Windows\\panther\\UNATTEND.xml");
  }

  /** It could name any file of the host, whose content would then be in the new image. */
  @Test
  void oneWithABackingFileIsRefused() {
    VirtualDisk below = new VirtualDisk(image.build(directory), DiskFormat.RAW);
    Path over = directory.resolve("over.qcow2");
    new QemuImg(new SystemCommandRunner()).createOver(over, below);
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> BaseImage.read(over, DiskBus.VIRTIO, problems))
        .withMessageContaining("over.qcow2 cannot be read: it has a backing file");
  }

  @Test
  void oneOfSomewhereElseWouldDecideAboutInstances() {
    image.system.put("Setup\\UnattendFile", "C:\\answers\\own.xml");
    assertThat(problem()).contains("UnattendFile is C:\\answers\\own.xml");
  }

  /** The runner sets them aside, but only once it runs. */
  @ParameterizedTest
  @CsvSource({
    "Microsoft\\Windows\\CurrentVersion\\Policies\\System\\legalnoticetext, For members only",
    "Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\LegalNoticeCaption, Notice",
    "Policies\\Microsoft\\Windows\\PowerShell\\ExecutionPolicy, AllSigned"
  })
  void whatKeepsTheRunnerFromStartingIsNamed(String value, String data) {
    image.software.put(value, data);
    assertThat(problem()).contains(value.substring(value.lastIndexOf('\\') + 1), "wait for ever");
  }

  @Test
  void theirDefaultsAreFine() {
    String policies = "Microsoft\\Windows\\CurrentVersion\\Policies\\System\\";
    image.software.put(policies + "legalnoticetext", "");
    image.software.put(policies + "scforceoption", 0);
    image.software.put("Policies\\Microsoft\\Windows\\PowerShell\\ExecutionPolicy", "Bypass");
    image.software.put(
        "Policies\\Microsoft\\Windows\\Safer\\CodeIdentifiers\\DefaultLevel", 262144);
    assertThat(good().canGrow()).isTrue();
  }

  @Test
  void oneInItsFileRecordCannotBeReplaced() {
    image.files.put("Windows/Panther/unattend.xml", "<unattend/>".getBytes(UTF_8));
    assertThat(problem()).contains("unattend.xml: its content cannot be replaced in place");
  }

  @Test
  void withoutOneWindowsWouldAskItsUser() {
    image.files.remove("Windows/Panther/unattend.xml");
    assertThat(problem())
        .startsWith("there is no answer file for its first start")
        .contains("\\Windows\\Panther\\unattend.xml");
  }

  @Test
  void aWindowsThatIsNotGeneralizedWouldLogOnAsItIs() {
    image.software.put(
        "Microsoft\\Windows\\CurrentVersion\\Setup\\State\\ImageState", "IMAGE_STATE_COMPLETE");
    assertThat(problem()).contains("ImageState is IMAGE_STATE_COMPLETE");
  }

  @Test
  void oneThatDoesNotBootFromTheDiskBusOfTheMachineIsRefused() {
    image.files.remove("Windows/System32/drivers/viostor.sys");
    assertThat(problem()).contains("viostor");
  }

  @Test
  void aDiskWithoutWindowsIsNone() {
    image.registry = false;
    assertThat(problem()).isEqualTo("there is no Windows on it");
  }
}
