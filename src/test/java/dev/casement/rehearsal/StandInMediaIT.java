package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each install medium says, inside and out, which Windows it plays. */
@Tag("slow")
class StandInMediaIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path directory;

  static Stream<String> media() {
    return Stream.concat(
        Arrays.stream(Release.values()).map(Release::id),
        Stream.of("windows-7-x86", "windows-8.1-x86", "windows-10-x86"));
  }

  @ParameterizedTest
  @MethodSource("media")
  void carriesTheMetadataOfItsReleaseInTheWimAndInTheRegistry(String medium) throws IOException {
    StandInMedia.build(medium);
    Path iso = StandInMedia.install(medium);
    Release release = Release.ofId(medium.replace("-x86", "")).orElseThrow();
    Architecture architecture = medium.endsWith("-x86") ? Architecture.X86 : Architecture.AMD64;

    InstallMedia install = InstallMedia.inspect(iso);
    assertThat(install.standIn()).isTrue();
    assertThat(install.bootModes()).containsExactlyInAnyOrder(BootMode.BIOS, BootMode.UEFI);
    assertThat(install.images()).hasSizeGreaterThanOrEqualTo(2);
    run("7z", "e", "-y", "-o" + directory, iso.toString(), "sources/install.wim");
    Path wim = directory.resolve("install.wim");
    for (WindowsImage image : install.images()) {
      assertThat(Release.of(image)).contains(release);
      assertThat(image.architecture()).isEqualTo(architecture);
      assertSaysTheSame(wimInfo(wim, image), image);
      assertRegistrySaysTheSame(wim, image, architecture);
    }
  }

  /** What wimlib makes of the image. */
  private static void assertSaysTheSame(String info, WindowsImage image) {
    assertThat(field(info, "Name")).isEqualTo(image.name());
    assertThat(field(info, "Display Name")).isEqualTo(image.displayName());
    assertThat(field(info, "Edition ID")).isEqualTo(image.edition().value());
    assertThat(field(info, "Installation Type")).isEqualTo(image.installationType().wimName());
    assertThat(field(info, "Architecture"))
        .isEqualTo(image.architecture() == Architecture.X86 ? "x86" : "x86_64");
    assertThat(field(info, "Major Version")).isEqualTo(Integer.toString(image.version().major()));
    assertThat(field(info, "Build")).isEqualTo(Integer.toString(image.version().build()));
  }

  private void assertRegistrySaysTheSame(Path wim, WindowsImage image, Architecture architecture)
      throws IOException {
    Path hives = Files.createDirectories(directory.resolve("hives-" + image.index().value()));
    String config = "/Windows/System32/config/";
    run(
        "wimlib-imagex",
        "extract",
        wim.toString(),
        Integer.toString(image.index().value()),
        config + "SOFTWARE",
        config + "SYSTEM",
        "--dest-dir=" + hives);
    Path software = hives.resolve("SOFTWARE");
    String key = "\\Microsoft\\Windows NT\\CurrentVersion";
    // Windows 11 has never changed this name.
    assertThat(value(software, key, "ProductName"))
        .isEqualTo(
            image.displayName().replaceFirst(" \\(.*\\)$", "").replace("Windows 11", "Windows 10"));
    assertThat(value(software, key, "CurrentBuild"))
        .isEqualTo(Integer.toString(image.version().build()));
    assertThat(value(software, key, "EditionID")).isEqualTo(image.edition().value());
    assertThat(value(software, key, "InstallationType"))
        .isEqualTo(image.installationType().wimName());
    assertThat(
            value(
                hives.resolve("SYSTEM"),
                "\\ControlSet001\\Control\\Session Manager\\Environment",
                "PROCESSOR_ARCHITECTURE"))
        .isEqualToIgnoringCase(architecture.toString());
  }

  private static String wimInfo(Path wim, WindowsImage image) {
    return run("wimlib-imagex", "info", wim.toString(), Integer.toString(image.index().value()));
  }

  /** A value of type string. */
  private static String value(Path hive, String key, String name) throws IOException {
    Path script =
        Files.writeString(hive.resolveSibling("script"), "cd %s\nlsval %s\n".formatted(key, name));
    String printed = run("hivexsh", "-f", script.toString(), hive.toString());
    return printed.strip().replaceAll("^\"|\"$", "");
  }

  private static String field(String info, String name) {
    Optional<String> line = info.lines().filter(each -> each.startsWith(name + ":")).findFirst();
    return line.orElseThrow(() -> new AssertionError(name + " is not in\n" + info))
        .substring(name.length() + 1)
        .strip();
  }

  private static String run(String... argv) {
    return new SystemCommandRunner()
        .runOk(HostCommand.of(LIMIT, new ArrayList<>(List.of(argv))))
        .stdout();
  }
}
