package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every answer file against the file that was reviewed line by line. After a change on purpose:
 * {@code mvn test -Dtest=GoldenAnswerFilesTest -DupdateGolden=true}, then review the difference.
 */
@Tag("host-locale")
class GoldenAnswerFilesTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/unattend");

  static Map<String, AnswerFile> cases() {
    Map<String, AnswerFile> cases = new LinkedHashMap<>();
    for (Release release : Release.values()) {
      String firmware = release.defaultFirmware(Architecture.AMD64).id();
      cases.put(
          release.id() + "-" + firmware + "-virtio.xml",
          AnswerFiles.install(Cases.install(release)));
      cases.put(
          release.id() + "-generalize.xml", AnswerFiles.generalize(Cases.generalize(release)));
    }
    variant(cases, "windows-7-uefi-virtio", Release.WINDOWS_7, Firmware.UEFI, DiskBus.VIRTIO);
    variant(
        cases,
        "windows-server-2022-bios-virtio",
        Release.SERVER_2022,
        Firmware.BIOS,
        DiskBus.VIRTIO);
    variant(
        cases, "windows-server-2025-uefi-scsi", Release.SERVER_2025, Firmware.UEFI, DiskBus.SCSI);
    variant(
        cases,
        "windows-11-uefi-secure-scsi",
        Release.WINDOWS_11,
        Firmware.UEFI_SECURE,
        DiskBus.SCSI);
    cases.put(
        "windows-server-2022-base.xml", AnswerFiles.base(Cases.base(Release.SERVER_2022, false)));
    cases.put("windows-11-base.xml", AnswerFiles.base(Cases.base(Release.WINDOWS_11, true)));
    Target x86 =
        new Target(Release.WINDOWS_10, 19045, Architecture.X86, Firmware.BIOS, DiskBus.VIRTIO);
    cases.put("windows-10-x86-bios-virtio.xml", AnswerFiles.install(Cases.install(x86)));
    Target arm =
        new Target(Release.WINDOWS_11, 26100, Architecture.ARM64, Firmware.UEFI, DiskBus.VIRTIO);
    cases.put("windows-11-arm64-uefi-virtio.xml", AnswerFiles.install(Cases.install(arm)));
    return cases;
  }

  private static void variant(
      Map<String, AnswerFile> cases, String name, Release release, Firmware firmware, DiskBus bus) {
    Target target = Cases.target(release, firmware, bus);
    cases.put(name + ".xml", AnswerFiles.install(Cases.install(target)));
  }

  static Stream<String> names() {
    return cases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isTheReviewedFile(String name) throws IOException {
    String written = AnswerFileXml.write(Objects.requireNonNull(cases().get(name)));
    Path golden = DIRECTORY.resolve(name);
    if (Boolean.getBoolean("updateGolden")) {
      Files.writeString(golden, written);
    }
    assertThat(written).isEqualTo(Files.readString(golden));
  }

  /** The answer file of a base image takes the place of the one that generalized it. */
  @ParameterizedTest
  @EnumSource(Release.class)
  void thatOfABaseImageHasRoomWhereThatOfSysprepWas(Release release) {
    String small = AnswerFileXml.writeCompact(AnswerFiles.base(Cases.base(release, true)));
    String room = AnswerFileXml.write(AnswerFiles.generalize(Cases.generalize(release)));
    assertThat(small.length()).isLessThan(room.length());
    assertThat(small.lines()).hasSize(1);
    assertThat(small.replaceAll(">\\s+<", "><"))
        .isEqualTo(
            AnswerFileXml.write(AnswerFiles.base(Cases.base(release, true)))
                .replaceAll(">\\s+<", "><"));
  }

  @Test
  void everyReviewedFileHasItsCase() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(cases().keySet());
    }
  }

  @Test
  void xmllintFindsEveryReviewedFileWellFormed() throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("xmllint", "--noout", "--nonet"),
                cases().keySet().stream().map(name -> DIRECTORY.resolve(name).toString()))
            .toList();
    assertThat(run(command)).isEmpty();
  }

  @Test
  void xmllintFindsTheSpacingErrorThatOursCannotHave() throws Exception {
    // The 2014 answer file had no space before an xmlns attribute.
    Path broken = Files.createTempFile("spacing-error", ".xml");
    String good = AnswerFileXml.write(AnswerFiles.install(Cases.install(Release.WINDOWS_7)));
    Files.writeString(broken, good.replace("\" xmlns:wcm", "\"xmlns:wcm"));
    try {
      assertThat(run(List.of("xmllint", "--noout", "--nonet", broken.toString())))
          .contains("attributes construct error");
    } finally {
      Files.delete(broken);
    }
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return output;
  }

  @Test
  void everyReleaseHasBothFiles() {
    assertThat(cases().keySet())
        .containsAll(Arrays.stream(Release.values()).map(r -> r.id() + "-generalize.xml").toList());
  }
}
