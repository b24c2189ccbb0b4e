package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.cli.output.VerificationText;
import dev.casement.cli.trial.TrialOptions;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.files.CompleteFile;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.openstack.image.RemoteImage;
import dev.casement.openstack.publish.ImageStore;
import dev.casement.pipeline.output.ImageExpectations;
import dev.casement.pipeline.trial.ImageTrial;
import dev.casement.pipeline.trial.Trial;
import dev.casement.pipeline.trial.TrialMachine;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.verify.Inventory;
import dev.casement.verify.Verification;
import dev.casement.verify.sbom.CycloneDx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds problems in an image before it is booted. */
@picocli.CommandLine.Command(
    name = "verify",
    description = {
      "Find what is wrong with a Windows image before an instance boots from it.",
      "Only reads it: no mount, no root, and no network unless the image is in a cloud. Exits with"
          + " 11 when it finds an error."
    },
    sortOptions = false)
final class VerifyCommand implements Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "An image of a whole disk: qcow2, VDI, raw, VMDK or VHDX.")
  private @Nullable Path file;

  @Option(
      names = "--image",
      paramLabel = "ID",
      description =
          "In place of IMAGE: the id or the name of an image in a cloud, of which only the parts"
              + " that are needed are transferred.")
  private @Nullable String stored;

  @Option(
      names = "--cloud",
      paramLabel = "NAME",
      description =
          "The cloud of --image, in clouds.yaml (default: what OS_CLOUD or the OS_ variables say).")
  private @Nullable String cloud;

  @Option(
      names = "--expect",
      paramLabel = "RECIPE|MANIFEST",
      description =
          "Also find where the image is not what this recipe asks for, or the manifest.json of its"
              + " build records.")
  private @Nullable Path expected;

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description = "Write what is on the image to this file, as JSON.")
  private @Nullable Path inventoryFile;

  @Option(
      names = "--sbom",
      paramLabel = "FILE",
      description = "Write a bill of materials to this file: CycloneDX 1.6, JSON.")
  private @Nullable Path sbomFile;

  @Mixin private TrialOptions trial = new TrialOptions();
  @Mixin private HypervisorOptions hypervisor = new HypervisorOptions();
  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    if (trial.asked() && stored != null) {
      throw usage("--boot needs the image as a file; download it first");
    }
    Verification verification = verify(surroundings);
    verification.inventory().ifPresent(this::write);
    return format.json()
        ? runForPrograms(verification, surroundings)
        : runForPeople(verification, surroundings);
  }

  private int runForPeople(Verification verification, Surroundings surroundings) {
    PrintStream out = surroundings.out();
    out.print(VerificationText.of(verification));
    Optional<TrialMachine> machine = machine(verification, surroundings);
    if (machine.isPresent()) {
      BuildListener progress = TrialOptions.printing(out);
      out.print(TrialOptions.text(boot(machine.get(), progress, surroundings)));
    } else if (trial.asked()) {
      out.println("not booted, because of the errors");
    }
    return exitCode(verification);
  }

  private int runForPrograms(Verification verification, Surroundings surroundings) {
    Map<String, Object> said = new LinkedHashMap<>(VerificationText.json(name(), verification));
    machine(verification, surroundings)
        .map(machine -> boot(machine, event -> {}, surroundings))
        .ifPresent(booted -> said.put("trialBoot", TrialOptions.json(booted)));
    surroundings.out().print(JsonText.of(said));
    return exitCode(verification);
  }

  private static int exitCode(Verification verification) {
    return verification.errors() == 0 ? 0 : Failure.VERIFY.exitCode();
  }

  /** The machine of the trial boot; empty if there is to be none. */
  private Optional<TrialMachine> machine(Verification verification, Surroundings surroundings) {
    return trial.asked() && verification.errors() == 0
        ? verification
            .inventory()
            .map(
                inventory ->
                    TrialMachine.of(ImageTrial.NAME, inventory, expectations(surroundings)))
        : Optional.empty();
  }

  private Trial boot(TrialMachine machine, BuildListener listener, Surroundings surroundings) {
    Hypervisor runner =
        hypervisor.make(
            HypervisorKind.QEMU,
            surroundings.commands().get(),
            work.directory(),
            surroundings.clock());
    Path image = requiredFile();
    return trial.run(
        new VirtualDisk(image, DiskImages.probe(image)),
        machine,
        new ImageTrial(runner, work.directory(), surroundings.clock(), listener),
        surroundings);
  }

  /** An image without Windows has neither; its absence is a finding. */
  private void write(Inventory inventory) {
    if (inventoryFile != null) {
      write(inventoryFile, VerificationText.json(inventory));
    }
    if (sbomFile != null) {
      write(sbomFile, CycloneDx.of(inventory, Help.VERSION));
    }
  }

  private static void write(Path file, Map<String, Object> content) {
    try {
      CompleteFile.write(file, JsonText.of(content));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          file + " cannot be written: " + e,
          "check that its directory exists, and its permissions",
          e);
    }
  }

  private String name() {
    return stored == null ? String.valueOf(file) : stored;
  }

  private Path requiredFile() {
    if (file == null || cloud != null) {
      throw usage(file == null ? "there is no image to verify" : "--cloud is for --image only");
    }
    return file;
  }

  private Verification inCloud(String image, Expectations expectations, Surroundings surroundings) {
    if (file != null) {
      throw usage("there are two images to verify, " + file + " and " + image);
    }
    CloudConfig config =
        new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment())
            .find(Optional.ofNullable(cloud));
    try (ImageStore store =
            ImageStore.of(config, surroundings.environment(), surroundings.clock());
        RemoteImage data = store.open(image)) {
      DiskFormat of =
          DiskFormat.ofId(data.format())
              .orElseThrow(
                  () ->
                      new BuildException(
                          Failure.VERIFY,
                          "image " + image + " is of the format " + data.format(),
                          "verify reads qcow2, vdi and raw"));
      try (DiskImage disk = DiskImages.open(data, of)) {
        Verification verification =
            Verification.of(
                disk, expectations.from(new Expectations.Flavor(data.minDisk(), data.minRam())));
        if (!format.json()) {
          surroundings
              .out()
              .printf(
                  "%s of %s transferred%n",
                  new DataSize(data.received()), new DataSize(data.size()));
        }
        return verification;
      }
    }
  }

  private static BuildException usage(String what) {
    return new BuildException(Failure.USAGE, what, "name a file, or an image with --image");
  }

  private Verification verify(Surroundings surroundings) {
    Expectations expectations = expectations(surroundings);
    try {
      return stored == null
          ? onHost(requiredFile(), expectations, surroundings)
          : inCloud(stored, expectations, surroundings);
    } catch (DiskException e) {
      throw new BuildException(
          Failure.VERIFY,
          String.valueOf(e.getMessage()),
          "see qemu-img info and qemu-img check; qemu-img convert -O qcow2 makes an image that"
              + " Casement reads itself",
          e);
    }
  }

  private static Verification onHost(
      Path image, Expectations expectations, Surroundings surroundings) {
    VirtualDisk disk = new VirtualDisk(image, DiskImages.probe(image));
    try (DiskImage open = DiskImages.open(disk, new QemuImg(surroundings.commands().get()))) {
      return Verification.of(open, expectations);
    }
  }

  private Expectations expectations(Surroundings surroundings) {
    return expected == null
        ? Expectations.none()
        : ImageExpectations.at(expected, surroundings.environment());
  }
}
