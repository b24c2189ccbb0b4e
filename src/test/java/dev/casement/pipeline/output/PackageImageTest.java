package dev.casement.pipeline.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.compact.WindowsDisk;
import dev.casement.files.CompleteFile;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.engine.StageTime;
import dev.casement.pipeline.output.Manifest.Tools;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.pipeline.trial.Trial;
import dev.casement.pipeline.verify.RecipeExpectations;
import dev.casement.pipeline.verify.VerifiedDisk;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Finding;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.verify.Verification;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PackageImageTest {
  private static final Finding FINDING =
      new Finding(
          Verification.rules().getFirst(),
          "the disk",
          Optional.empty(),
          "there is no Windows on it");

  private static final StageTime BEFORE =
      StageTime.done("InstallWindows", Instant.EPOCH, Duration.ofSeconds(7));

  private static final Trial TRIAL =
      new Trial(
          "virtio disk, uefi",
          Duration.ofSeconds(90),
          Optional.of("1.1.6"),
          Optional.of("ConfigDriveService"),
          Optional.of("casement-trial"),
          List.of("CreateUserPlugin"),
          List.of("a warning"),
          List.of("no network"),
          1,
          Path.of("screen.png"));

  @TempDir Path directory;
  private OneStage stage;
  private CommandRunner commands = new SystemCommandRunner();
  private VirtualDisk disk;

  @BeforeEach
  void aDiskWithSomethingOnIt() throws IOException {
    stage = new OneStage(directory, GuestScript::works);
    disk = new VirtualDisk(directory.resolve("disk.raw"), DiskFormat.RAW);
    try (FileChannel raw =
        FileChannel.open(disk.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      raw.write(ByteBuffer.wrap("Windows".getBytes(StandardCharsets.US_ASCII)), 4096);
      raw.write(ByteBuffer.wrap(new byte[1]), (64L << 20) - 1);
    }
  }

  private ImageArtifact pack() {
    Recipe recipe = stage.recipe;
    return new PackageImage(
            new QemuImg(commands),
            stage.directories,
            new ManifestAuthor(recipe, () -> new Tools("1", "a fake", "8.2")),
            recipe,
            Invocation.none())
        .run(verified(recipe), new StageContexts().contextAfter(BEFORE));
  }

  private VerifiedDisk verified(Recipe recipe) {
    GeneralizedDisk generalized =
        new GeneralizedDisk(stage.source(recipe), new DiskHandle("disk"), List.of());
    return new VerifiedDisk(
        generalized, disk, List.of(FINDING), Optional.empty(), Optional.of(TRIAL));
  }

  @Test
  void theImageHoldsWhatTheDiskHeldAndTheManifestItsDigests() throws IOException {
    ImageArtifact artifact = pack();

    VirtualDisk image = new VirtualDisk(artifact.image(), DiskFormat.QCOW2);
    assertThat(OneStage.compare(disk, image)).contains("Images are identical.");
    assertThat(artifact.virtualSize()).isEqualTo(new DataSize(64L << 20));
    JsonNode manifest = JsonMapper.shared().readTree(Files.readString(artifact.manifest()));
    assertThat(manifest.path("image").path("sha256").asString())
        .isEqualTo(OneStage.sha256(artifact.image()));
    assertThat(manifest.path("stages").values())
        .extracting(each -> each.path("stage").asString())
        .containsExactly("InstallWindows", "PackageImage");
    JsonNode booted = manifest.path("trialBoot");
    assertThat(booted.path("seconds").asDouble()).isEqualTo(90);
    assertThat(booted.path("hostName").asString()).isEqualTo("casement-trial");
    assertThat(booted.path("plugins").path(0).asString()).isEqualTo("CreateUserPlugin");
    assertThat(booted.path("resets").asInt()).isEqualTo(1);
    assertThat(booted.has("screenshot")).isFalse();
    assertThat(manifest.path("findings").values())
        .singleElement()
        .extracting(each -> each.path("rule").asString())
        .isEqualTo(FINDING.rule().id());
    assertThat(stage.directories.output())
        .isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
  }

  /** The recipe leaves to the medium what the manifest knows. */
  @Test
  void theManifestSaysWhatTheImageIsMeantToBe() {
    ImageArtifact artifact = pack();

    Expectations ofRecipe = RecipeExpectations.of(stage.recipe);
    Expectations ofManifest = ImageExpectations.at(artifact.manifest(), Map.of());
    assertThat(ofManifest.instances()).isEqualTo(ofRecipe.instances());
    assertThat(ofManifest.instances().answers()).containsEntry("TimeZone", "UTC");
    assertThat(ofManifest.windows())
        .isEqualTo(
            new Expectations.Windows(
                Optional.of(Release.SERVER_2022),
                Optional.of(Architecture.AMD64),
                Optional.of(new EditionId("ServerStandard"))));
    assertThat(ofManifest.machine().disk()).contains(artifact.virtualSize());
    assertThat(ofManifest.machine().diskBus()).isEqualTo(ofRecipe.machine().diskBus()).isPresent();
    assertThat(ImageExpectations.at(stage.directories.output(), Map.of())).isEqualTo(ofManifest);
  }

  @Test
  void theFreeSpaceOfAWindowsVolumeIsLeftOutAndTheManifestSaysSo() throws IOException {
    WindowsDisk windows =
        WindowsDisk.make(Files.createDirectory(directory.resolve("windows")), 4096);
    windows.fillFreeSpace(1);
    disk = windows.raw();
    byte[] before = Files.readAllBytes(disk.path());

    ImageArtifact artifact = pack();

    assertThat(Files.readAllBytes(disk.path())).isEqualTo(before);
    assertThat(artifact.size().bytes()).isLessThan(6 << 20);
    JsonNode space =
        JsonMapper.shared()
            .readTree(Files.readString(artifact.manifest()))
            .path("image")
            .path("freeSpace");
    assertThat(space.size()).isEqualTo(1);
    assertThat(space.get(0).path("partition").asInt()).isEqualTo(1);
    assertThat(space.get(0).path("leftOut").asLong()).isGreaterThan(15 << 20);
    assertThat(space.get(0).path("kept").asString()).isEmpty();
  }

  @Test
  void anImageThatDiffersFromTheDiskDoesNotGetItsName() throws IOException {
    commands = new DamagingRunner();

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::pack)
        .withMessageContaining("differs from the disk")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST));
    assertThat(stage.directories.output().resolve("test.qcow2")).doesNotExist();
  }

  /** Lets qemu-img write another disk into the image than it was told to. */
  private final class DamagingRunner implements CommandRunner {
    private final CommandRunner system = new SystemCommandRunner();

    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      return system.run(command, onOutputLine);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      if (!command.argv().get(1).equals("convert")) {
        return system.runOk(command, onOutputLine);
      }
      write("w");
      CommandResult result = system.runOk(command, onOutputLine);
      write("W");
      return result;
    }

    private void write(String letter) {
      try (FileChannel raw = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
        raw.write(ByteBuffer.wrap(letter.getBytes(StandardCharsets.US_ASCII)), 4096);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      return system.start(command, log);
    }
  }

  @Test
  void anImageWhoseManifestCannotBeWrittenDoesNotGetItsName() throws IOException {
    Path part = CompleteFile.partOf(stage.directories.manifest());
    Files.createDirectories(part.resolve("in the way"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::pack)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST));
    assertThat(stage.directories.output().resolve("test.qcow2")).doesNotExist();
    assertThat(stage.directories.manifest()).doesNotExist();
  }
}
