package dev.casement.pipeline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.report.BuildException;
import dev.casement.report.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final Instant MORNING = Instant.parse("2026-02-03T04:05:06.789Z");
  private static final GuestReport REPORT =
      new GuestReport(
          "install",
          List.of(new GuestReport.StepDone("drivers", Duration.ofMillis(1500))),
          List.of(new GuestReport.Fact("driver.netkvm", "100")),
          2);

  @TempDir Path work;
  private final List<String> warnings = new ArrayList<>();
  private final List<Checkpoints> opened = new ArrayList<>();
  private int disks;

  /** Its disks are files, and moved as those of QEMU and VirtualBox are. */
  private static final class Moving extends StubHypervisor {
    Moving() {
      super(HypervisorKind.QEMU);
    }

    @Override
    public DiskHandle keepDisk(DiskHandle disk, Path directory) {
      return FileHandles.keep(disk, directory);
    }

    @Override
    public void deleteDisk(DiskHandle disk) {
      FileHandles.delete(disk);
    }
  }

  /** The store as another build would see it, which holds nothing yet. */
  private Checkpoints open() {
    Checkpoints checkpoints = new Checkpoints(work, new Moving(), warnings::add);
    opened.add(checkpoints);
    return checkpoints;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Checkpoints::close);
  }

  private static CheckpointKey key(String stage, String content) {
    return new CheckpointKey(stage, Map.of("content", content));
  }

  private Checkpoint save(
      Checkpoints checkpoints, String stage, String content, Optional<Checkpoint> after)
      throws IOException {
    Path disk = Files.writeString(work.resolve("disk-" + ++disks + ".qcow2"), "the disk");
    Path state = work.resolve("state");
    Files.createDirectories(state.resolve("tpm"));
    Files.writeString(state.resolve("tpm/permall"), "the TPM");
    return checkpoints.save(
        "test",
        new Checkpoints.Machine(
            key(stage, content),
            after,
            after,
            FileHandles.of(new VirtualDisk(disk, DiskFormat.QCOW2)),
            state,
            new Secret("the password"),
            List.of(REPORT)),
        MORNING.plusSeconds(disks));
  }

  private Checkpoint install(Checkpoints checkpoints, String content) throws IOException {
    return save(checkpoints, "InstallWindows", content, Optional.empty());
  }

  /** What is kept, as paths below the directory of all checkpoints. */
  private List<String> kept() throws IOException {
    try (Stream<Path> paths = Files.list(work.resolve("checkpoints"))) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .toList();
    }
  }

  @Test
  void aMachineIsFoundAgainAsItWas() throws IOException {
    try (Checkpoints first = open()) {
      install(first, "a");
    }

    Checkpoint found = open().find(key("InstallWindows", "a"), Optional.empty()).orElseThrow();

    assertThat(found.disk().id()).endsWith("disk-1.qcow2");
    assertThat(FileHandles.file(found.disk()).path()).hasContent("the disk");
    assertThat(found.state().resolve("tpm/permall")).hasContent("the TPM");
    assertThat(found.password()).isEqualTo(new Secret("the password"));
    assertThat(found.reports()).containsExactly(REPORT);
    assertThat(found.time()).isEqualTo(MORNING.plusSeconds(1));
    assertThat(work.resolve("disk-1.qcow2")).as("it was moved").doesNotExist();
    assertThat(warnings).isEmpty();
  }

  @Test
  void onlyTheUserReadsItAndNobodyWritesToTheDisk() throws IOException {
    Checkpoint kept = install(open(), "a");

    assertThat(permissions(work.resolve("checkpoints"))).isEqualTo("rwx------");
    assertThat(permissions(kept.directory())).isEqualTo("rwx------");
    assertThat(permissions(FileHandles.file(kept.disk()).path())).isEqualTo("r--------");
    assertThat(permissions(kept.directory().resolve("password"))).isEqualTo("rw-------");
    assertThat(kept.directory().resolve("checkpoint.json"))
        .content()
        .contains("InstallWindows")
        .doesNotContain("the password");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void anotherKeyOrAnotherStageBeforeIsNotFound() throws IOException {
    Checkpoints checkpoints = open();
    Checkpoint installed = install(checkpoints, "a");
    Checkpoint updated = save(checkpoints, "UpdateWindows", "b", Optional.of(installed));

    assertThat(checkpoints.find(key("InstallWindows", "b"), Optional.empty())).isEmpty();
    assertThat(checkpoints.find(key("UpdateWindows", "a"), Optional.of(installed))).isEmpty();
    assertThat(checkpoints.find(key("UpdateWindows", "b"), Optional.of(updated))).isEmpty();
    assertThat(checkpoints.find(key("UpdateWindows", "b"), Optional.of(installed)))
        .contains(updated);
  }

  @Test
  void aNewOneReplacesTheOldUnlessAnotherNeedsIt() throws IOException {
    try (Checkpoints first = open()) {
      Checkpoint installed = install(first, "a");
      save(first, "UpdateWindows", "b", Optional.of(installed));
    }
    try (Checkpoints second = open()) {
      Checkpoint installed = install(second, "c");
      assertThat(kept()).as("the old installation has updates").hasSize(3);
      save(second, "UpdateWindows", "d", Optional.of(installed));
    }

    assertThat(kept())
        .containsExactly(
            "test-InstallWindows-20260203T040509.789", "test-UpdateWindows-20260203T040510.789");
    try (Stream<Path> files = Files.list(work.resolve("checkpoints"))) {
      assertThat(files).as("with one lock each").hasSize(4);
    }
  }

  @Test
  void whatAnotherBuildUsesIsNotDeleted() throws IOException {
    try (Checkpoints first = open()) {
      install(first, "a");
    }
    Checkpoints user = open();
    Checkpoint used = user.find(key("InstallWindows", "a"), Optional.empty()).orElseThrow();
    Checkpoints other = open();
    install(other, "b");

    assertThat(other.delete(used)).isFalse();
    assertThat(FileHandles.file(used.disk()).path()).exists();

    user.close();
    assertThat(other.delete(used)).isTrue();
    assertThat(used.directory()).doesNotExist();
  }

  @Test
  void whatOthersNeedIsNotDeleted() throws IOException {
    Checkpoint installed;
    Checkpoint updated;
    try (Checkpoints first = open()) {
      installed = install(first, "a");
      updated = save(first, "UpdateWindows", "b", Optional.of(installed));
    }

    Checkpoints other = open();

    assertThat(other.delete(installed)).isFalse();
    assertThat(other.delete(updated)).isTrue();
    assertThat(other.delete(installed)).isTrue();
  }

  @Test
  void aDamagedOneIsNotUsedNorWhatContinuesIt() throws IOException {
    Checkpoint installed;
    try (Checkpoints first = open()) {
      installed = install(first, "a");
      save(first, "UpdateWindows", "b", Optional.of(installed));
    }
    Files.delete(installed.state().resolve("tpm/permall"));

    Checkpoints checkpoints = open();
    assertThat(checkpoints.find(key("InstallWindows", "a"), Optional.empty())).isEmpty();
    assertThat(checkpoints.find(key("UpdateWindows", "b"), Optional.of(installed))).isEmpty();
    assertThat(warnings)
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).contains("is not used", "20 bytes instead of 27"))
        .last()
        .asString()
        .contains("it continues " + installed.id() + ", which is damaged");
  }

  @Test
  void oneWhoseBaseIsMissingIsNotUsed() throws IOException {
    Checkpoint installed;
    try (Checkpoints first = open()) {
      installed = install(first, "a");
      save(first, "UpdateWindows", "b", Optional.of(installed));
    }
    Files.delete(installed.directory().resolve("checkpoint.json"));

    assertThat(open().find(key("UpdateWindows", "b"), Optional.of(installed))).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("it continues " + installed.id() + ", which is missing");
  }

  @Test
  void aDescriptionThatIsNotOneIsReportedOnce() throws IOException {
    Checkpoint installed;
    try (Checkpoints first = open()) {
      installed = install(first, "a");
    }
    Files.writeString(installed.directory().resolve("checkpoint.json"), "{\"recipe\":");

    Checkpoints checkpoints = open();
    assertThat(checkpoints.find(key("InstallWindows", "a"), Optional.empty())).isEmpty();
    assertThat(checkpoints.all()).isEmpty();
    assertThat(warnings).singleElement().asString().contains("cannot be read");
  }

  @Test
  void whatCannotBeKeptLeavesNothing() {
    Checkpoints checkpoints = open();
    Checkpoints.Machine machine =
        new Checkpoints.Machine(
            key("InstallWindows", "a"),
            Optional.empty(),
            Optional.empty(),
            FileHandles.of(new VirtualDisk(work.resolve("no.qcow2"), DiskFormat.QCOW2)),
            work.resolve("state"),
            new Secret("the password"),
            List.of(REPORT));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> checkpoints.save("test", machine, MORNING))
        .withMessageContaining("cannot be kept");
    assertThat(work.resolve("checkpoints")).isDirectoryNotContaining(Files::isDirectory);
  }

  @Test
  void whatAKilledBuildLeftIsDeletedAndWhatARunningOneWritesIsNot() throws IOException {
    Path left = Files.createDirectories(work.resolve("checkpoints/test-InstallWindows-1"));
    Files.writeString(left.resolve("disk.qcow2"), "half a disk");
    Checkpoints running = open();
    Checkpoint current = install(running, "a");
    Files.delete(current.directory().resolve("checkpoint.json"));

    open().deleteIncomplete();

    assertThat(kept()).containsExactly(current.id());
  }
}
