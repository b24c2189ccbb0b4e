package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.rehearsal.Rehearsal;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every release with the firmware that suits it, and some releases with all there are, from their
 * install media to an image.
 */
@Tag("slow")
class RehearsalMatrixIT {
  /** The oldest, the two that differ most on clients, and the default. */
  private static final Set<Release> ALL_OF =
      Set.of(Release.WINDOWS_7, Release.WINDOWS_10, Release.WINDOWS_11, Release.SERVER_2022);

  @TempDir Path output;

  static Stream<Rehearsal> rehearsals() {
    return Rehearsal.all().stream()
        .filter(
            each ->
                ALL_OF.contains(each.release())
                    || each.equals(Rehearsal.of(each.release(), Architecture.AMD64)));
  }

  @Test
  void hasEveryReleaseEveryFirmwareAndBothArchitectures() {
    assertThat(rehearsals().map(Rehearsal::release)).contains(Release.values());
    assertThat(rehearsals().map(Rehearsal::firmware)).contains(Firmware.values());
    assertThat(rehearsals().map(Rehearsal::architecture)).containsAll(Rehearsal.ARCHITECTURES);
  }

  /** Two at a time: an emulated machine keeps one processor busy. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("rehearsals")
  void goesAllTheWay(Rehearsal rehearsal) throws IOException {
    Release release = rehearsal.release();
    RehearsalRun run =
        new RehearsalRun(
            output,
            "--release",
            release.id(),
            "--architecture",
            rehearsal.architecture().toString(),
            "--firmware",
            rehearsal.firmware().id());

    JsonNode manifest = run.assertImageIsMade(rehearsal.name());
    JsonNode windows = manifest.path("windows");
    assertThat(windows.path("release").asString()).isEqualTo(release.id());
    assertThat(windows.path("architecture").asString())
        .isEqualTo(rehearsal.architecture().toString());
    assertThat(windows.path("firmware").asString()).isEqualTo(rehearsal.firmware().id());
    // What the guest read in its own registry at the very end.
    WindowsVersion version = release.currentVersion();
    assertThat(RehearsalRun.facts(manifest, 2, "os.version"))
        .containsExactly(
            String.format(
                Locale.ROOT, "%d.%d.%d", version.major(), version.minor(), version.build()));
    assertThat(RehearsalRun.facts(manifest, 2, "os.edition"))
        .containsExactly(release.isServer() ? "ServerStandard" : "Professional");
    assertThat(RehearsalRun.facts(manifest, 0, "driver.viostor"))
        .as("the driver of this release")
        .containsExactly(driverVersion(release));
  }

  /** The stand-in's driver medium says by its version which Windows a driver is for. */
  private static String driverVersion(Release release) {
    WindowsVersion version = release.currentVersion();
    return version.major() * 10 + version.minor() + ".94.104.24800";
  }
}
