package dev.casement.cli.training;

import dev.casement.cli.Main;
import dev.casement.cli.command.Help;
import dev.casement.cli.command.Subcommand;
import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.cli.output.ProgressListener;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.JsonRecords;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Scripting;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.Services;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.imageio.ImageIO;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The training run of the JVM's AOT cache: performs the start-up of most commands, and a build up
 * to its first machine, so that what they need is in the cache
 * (docs/adr/0002-aot-cache-instead-of-native-image.md).
 *
 * <p>{@code src/launcher/build} starts it. It prints nothing, leaves no file and starts no program;
 * it serves its purpose even if something fails.
 */
final class StartUpTraining {
  private static final String RECIPE =
      """
      name: training
      media:
        install: { path: install.iso }
      windows: { release: windows-7, edition: Professional, productKey: kms }
      machine: { firmware: bios, diskBus: sata, disk: 20G }
      updates: none
      """;

  private final Path scratch;
  private final Surroundings surroundings;

  /**
   * @param scratch an empty directory
   */
  StartUpTraining(Path scratch) {
    this.scratch = scratch;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.surroundings =
        new Surroundings(
            nowhere,
            nowhere,
            Map.of(),
            Terminal.none(),
            Optional.empty(),
            SystemCommandRunner::new,
            Clock.systemUTC());
  }

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    try (TrainingDirectory scratch = TrainingDirectory.create()) {
      StartUpTraining training = new StartUpTraining(scratch.path());
      training.commandLines();
      training.build();
      json();
      screenshot();
      loadCasement();
    }
  }

  private void commandLines() {
    for (Subcommand subcommand : Subcommand.values()) {
      Main.run(surroundings, subcommand.word(), "--help");
    }
    for (List<String> wrong :
        List.of(
            List.of("plan", scratch.resolve("no-such-recipe.yaml").toString()),
            List.of("plan", "--no-such-option"))) {
      Main.run(surroundings, wrong.toArray(String[]::new));
    }
  }

  /**
   * Plans a build, and starts it.
   *
   * @return why it ended: it has no disk for the machine
   */
  BuildException build() throws IOException {
    TrainingMedium.write(scratch.resolve("install.iso"));
    Path file = Files.writeString(scratch.resolve("training.yaml"), RECIPE);
    Recipe recipe = new RecipeFile(file, Map.of()).read();
    BuildOptions options =
        new BuildOptions(
            scratch.resolve("work"),
            scratch.resolve("out"),
            Optional.empty(),
            false,
            Optional.empty(),
            Help.VERSION);
    try (ProgressListener listener = ProgressListener.json(surroundings.out());
        Interrupts _ =
            new Interrupts(Thread.currentThread(), surroundings.err(), Duration.ofSeconds(1))) {
      Build build =
          new Build(
              recipe,
              options,
              new Services(
                  surroundings.commands().get(),
                  new NoHypervisor(),
                  new ProxyVariables(Map.of()),
                  surroundings.clock(),
                  listener));
      build.plan();
      build.run();
      throw new IllegalStateException("a build without a machine");
    } catch (BuildException e) {
      return e;
    }
  }

  private static void json() {
    Entry entry = new Entry(1, Instant.EPOCH, List.of(0.5));
    String text = JsonRecords.indented(new TreeMap<>(Map.of("install", entry)));
    JsonRecords.MAPPER.readValue(text, new TypeReference<TreeMap<String, Entry>>() {});
    JsonMapper.shared().readTree(text).path("install").asString("");
  }

  /** Stands for the records that a build keeps as JSON. */
  private record Entry(long size, Instant at, List<Double> seconds) {}

  private static void screenshot() throws IOException {
    BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(pixel, "png", OutputStream.nullOutputStream());
  }

  /** Loads every other class of Casement. */
  private static void loadCasement() throws IOException, ReflectiveOperationException {
    String jar = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
    try (JarFile classes = new JarFile(jar)) {
      for (JarEntry entry : Collections.list(classes.entries())) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          Class.forName(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
  }

  private static final class NoHypervisor implements Hypervisor {
    @Override
    public HypervisorKind kind() {
      return HypervisorKind.QEMU;
    }

    @Override
    public Engine engine() {
      return new Engine("none", "0", Optional.empty());
    }

    @Override
    public Readiness readiness() {
      throw new BuildException(Failure.HOST, "a training run asks no doctor", "run ./casement");
    }

    @Override
    public DiskHandle createDisk(String machine, Path directory, DataSize size) {
      throw new BuildException(Failure.HOST, "a training run makes no disk", "run ./casement");
    }

    @Override
    public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
      throw new BuildException(Failure.HOST, "a training run makes no disk", "run ./casement");
    }

    @Override
    public DiskHandle createDisk(
        String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
      throw new BuildException(Failure.HOST, "a training run makes no disk", "run ./casement");
    }

    @Override
    public DiskHandle keepDisk(DiskHandle disk, Path directory) {
      throw new BuildException(Failure.HOST, "a training run keeps no disk", "run ./casement");
    }

    @Override
    public boolean owns(DiskHandle disk) {
      return false;
    }

    @Override
    public DiskHandle importDisk(VirtualDisk file) {
      throw new BuildException(Failure.HOST, "a training run makes no disk", "run ./casement");
    }

    @Override
    public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
      throw new BuildException(Failure.HOST, "a training run has no disk", "run ./casement");
    }

    @Override
    public void deleteDisk(DiskHandle disk) {
      throw new BuildException(Failure.HOST, "a training run has no disk", "run ./casement");
    }

    @Override
    public MediumHandle importMedium(Path image, Sharing sharing) {
      throw new BuildException(Failure.HOST, "a training run has no drives", "run ./casement");
    }

    @Override
    public void deleteMedium(MediumHandle medium) {
      throw new BuildException(Failure.HOST, "a training run has no drives", "run ./casement");
    }

    @Override
    public Optional<Scripting> scripting() {
      return Optional.empty();
    }

    @Override
    public boolean awaitsKey(BootPrompt prompt) {
      return false;
    }

    @Override
    public VirtualMachine start(MachineSpec machine, Path logDirectory) {
      throw new BuildException(Failure.HOST, "a training run starts no machine", "run ./casement");
    }
  }
}
