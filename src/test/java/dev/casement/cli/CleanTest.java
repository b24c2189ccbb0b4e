package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.LockFile;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.checkpoint.SavedCheckpoints;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.MediaUse;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casement clean} on a host without VirtualBox. */
class CleanTest {
  @TempDir Path directory;

  private final Shell shell = new Shell(new SystemCommandRunner(List.of()));
  private SavedCheckpoints saved;

  @BeforeEach
  void makeWorkDirectory() throws IOException {
    saved = new SavedCheckpoints(Files.createDirectories(work()));
  }

  @Test
  void withoutOptionsItShowsWhatIsThereAndLeavesIt() throws IOException {
    Checkpoint installed = checkpoint("server", "InstallWindows", Optional.empty(), 10);
    file("downloads/ab12-server.iso", 20);
    file("rehearsal-media/virtio-win.iso", 30);
    file("by-hand/server/disk.qcow2", 5);
    file("builds/failed/disks/disk.qcow2", 1024);
    file("builds/failed/kept", 0);
    Path evidence = directory.resolve("out/server/evidence/failure.txt");
    Files.createDirectories(evidence.getParent());
    Files.writeString(evidence, "why");

    assertThat(clean()).isZero();

    assertThat(shell.out())
        .startsWith("nothing to remove\n")
        .containsPattern("WHAT +NAME +SIZE +MADE +USED +STATE\n")
        .containsPattern("checkpoint +" + installed.id() + " +16 B +10d ago +10d ago\n")
        .containsPattern("download +ab12-server.iso +20 B +0m ago +0m ago\n")
        .containsPattern("rehearsal media +rehearsal-media +30 B +0m ago")
        .containsPattern("script +server +5 B +0m ago +-\n")
        .containsPattern("build +failed +1024 B +0m ago +- +failed\n")
        .containsPattern("evidence +server +3 B ")
        .endsWith("total 1098 B, caches 66 B\n");
    assertThat(installed.directory()).exists();
    assertThat(work().resolve("builds/failed")).exists();
  }

  @Test
  void anEmptyWorkDirectoryIsNotMade() {
    assertThat(shell.run("clean", "--work-dir=" + directory.resolve("none"), output())).isZero();

    assertThat(shell.out()).isEqualTo("nothing to remove\n");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void whatKilledBuildsLeftIsRemovedButNothingOfRunningOnes() throws IOException {
    file("builds/killed/media/setup.iso", 10);
    file("builds/running/media/setup.iso", 10);
    file("checkpoints/killed-InstallWindows-1/disk.qcow2", 10);

    try (LockFile _ = BuildLock.ofBuild(work(), "running")) {
      assertThat(clean("--dry-run")).isZero();
      assertThat(shell.out())
          .contains(
              "would remove the files of the build killed\n",
              "would remove the checkpoint killed-InstallWindows-1, which cannot be used\n");
      assertThat(work().resolve("builds/killed")).exists();

      shell.forget();
      assertThat(clean()).isZero();
    }

    assertThat(shell.out())
        .contains(
            "removed the files of the build killed\n",
            "removed the checkpoint killed-InstallWindows-1, which cannot be used\n")
        .containsPattern("build +running .* in use\n");
    assertThat(work().resolve("builds/killed")).doesNotExist();
    assertThat(work().resolve("checkpoints/killed-InstallWindows-1")).doesNotExist();
    assertThat(work().resolve("builds/running/media/setup.iso")).exists();
  }

  @Test
  void whatFailedBuildsWereToldToKeepIsRemovedOnRequest() throws IOException {
    file("builds/failed/kept", 0);

    assertThat(clean("--failed")).isZero();

    assertThat(shell.out()).isEqualTo("removed the files of the build failed\n");
    assertThat(work().resolve("builds/failed")).doesNotExist();
  }

  @Test
  void aCheckpointThatCannotBeReadIsRemovedUnlessAProcessHoldsIt() throws IOException {
    List<Path> damaged = new ArrayList<>();
    for (String content : List.of("", "{\"recipe\":", "null", "{}")) {
      Checkpoint each = checkpoint("test", "InstallWindows", Optional.empty(), 10);
      Files.writeString(each.directory().resolve("checkpoint.json"), content);
      damaged.add(each.directory());
    }
    Checkpoint good = checkpoint("test", "InstallWindows", Optional.empty(), 10);

    try (LockFile _ = LockFile.tryShare(Path.of(damaged.getFirst() + ".lock")).orElseThrow()) {
      assertThat(clean()).as(shell.err()).isZero();
      assertThat(damaged.getFirst()).exists();
    }
    assertThat(clean()).isZero();

    assertThat(damaged).noneMatch(Files::exists);
    assertThat(good.directory()).exists();
  }

  @Test
  void olderCheckpointsAreRemovedWithKeep() throws IOException {
    Checkpoint old = checkpoint("server", "InstallWindows", Optional.empty(), 10);
    Checkpoint needed = checkpoint("server", "InstallWindows", Optional.empty(), 9);
    Checkpoint updated = checkpoint("server", "UpdateWindows", Optional.of(needed), 8);
    Checkpoint newest = checkpoint("server", "InstallWindows", Optional.empty(), 7);
    Checkpoint other = checkpoint("client", "InstallWindows", Optional.empty(), 10);

    assertThat(clean("--keep=1")).as(shell.err()).isZero();

    assertThat(shell.out()).startsWith("removed the checkpoint " + old.id() + " (16 B)\n");
    assertThat(old.directory()).doesNotExist();
    assertThat(List.of(needed, updated, newest, other))
        .allSatisfy(each -> assertThat(each.directory()).exists());
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThat(clean("--keep=-1")).isEqualTo(Failure.USAGE.exitCode());
    assertThat(clean("--cache-size=much")).isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err()).contains("\"much\" is not a size");
  }

  @Test
  void whatHasNotBeenUsedForLongestIsRemovedToFitTheCaches() throws IOException {
    Checkpoint used = checkpoint("a", "InstallWindows", Optional.empty(), 10);
    Checkpoint unused = checkpoint("b", "InstallWindows", Optional.empty(), 9);
    try (Checkpoints build = saved.use(used)) {
      build.rememberUse();
    }
    Instant longAgo = Instant.now().minus(Duration.ofDays(10));
    Path iso = file("downloads/ab12-old.iso", 16);
    Files.setLastModifiedTime(iso, FileTime.from(longAgo.minus(Duration.ofDays(1))));
    setRead(iso, longAgo);

    assertThat(clean("--cache-size=16")).as(shell.err()).isZero();

    assertThat(shell.out().lines())
        .startsWith(
            "removed the download ab12-old.iso (16 B)",
            "removed the checkpoint " + unused.id() + " (16 B)");
    assertThat(used.directory()).exists();
    assertThat(iso).doesNotExist();
  }

  @Test
  void nothingThatRunningBuildsUseIsRemovedHoweverMuchItIs() throws IOException {
    Checkpoint installed = checkpoint("a", "InstallWindows", Optional.empty(), 10);
    Checkpoint updated = checkpoint("a", "UpdateWindows", Optional.of(installed), 10);
    Path iso = file("downloads/ab12-server.iso", 16);

    try (Checkpoints _ = saved.use(updated);
        LockFile _ = MediaUse.begin(work())) {
      assertThat(clean("--cache-size=0", "--keep=0")).as(shell.err()).isZero();
    }

    assertThat(installed.directory()).exists();
    assertThat(updated.directory()).exists();
    assertThat(iso).exists();
    assertThat(shell.out())
        .startsWith("nothing to remove\n")
        .containsPattern("download +ab12-server.iso .* in use\n")
        .endsWith("more than --cache-size: what running builds use stays\n");
    assertThat(clean("--cache-size=0")).isZero();
    assertThat(List.of(installed.directory(), updated.directory(), iso)).noneMatch(Files::exists);
  }

  private static void setRead(Path file, Instant time) throws IOException {
    Files.setAttribute(file, "lastAccessTime", FileTime.from(time));
  }

  /** One that takes 16 bytes, of which the password has 6. */
  private Checkpoint checkpoint(
      String recipe, String stage, Optional<Checkpoint> after, int daysAgo) throws IOException {
    Instant time = Instant.now().minus(Duration.ofDays(daysAgo)).minus(Duration.ofMinutes(1));
    return saved.save(recipe, stage, after, time, 10);
  }

  private Path file(String name, int size) throws IOException {
    Path file = work().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[size]);
  }

  private Path work() {
    return directory.resolve("work");
  }

  private String output() {
    return "--output=" + directory.resolve("out");
  }

  private int clean(String... options) {
    List<String> line = new ArrayList<>(List.of("clean", "--work-dir=" + work(), output()));
    line.addAll(List.of(options));
    return shell.run(line.toArray(String[]::new));
  }
}
