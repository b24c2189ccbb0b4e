package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.cli.output.VerificationText;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImages;
import dev.casement.files.CompleteFile;
import dev.casement.pipeline.output.ImageExpectations;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.verify.Expectations;
import dev.casement.verify.Inventory;
import dev.casement.verify.Verification;
import dev.casement.verify.sbom.CycloneDx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds what is wrong with an image before it is booted. */
@picocli.CommandLine.Command(
    name = "verify",
    description = {
      "Find what is wrong with a Windows image before an instance boots from it.",
      "Only reads it: no mount, no root, no network. Exits with 11 when it finds an error."
    },
    sortOptions = false)
final class VerifyCommand implements Command {
  @Parameters(paramLabel = "IMAGE", description = "A qcow2, VDI or raw image of a whole disk.")
  private Path image = Path.of("");

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

  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    Verification verification = verify(surroundings);
    verification.inventory().ifPresent(this::write);
    surroundings
        .out()
        .print(
            format.json()
                ? JsonText.of(VerificationText.json(image, verification))
                : VerificationText.of(verification));
    return verification.errors() == 0 ? 0 : Failure.VERIFY.exitCode();
  }

  /** Without a Windows there is neither; that there is none is a finding. */
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

  private Verification verify(Surroundings surroundings) {
    Expectations expectations =
        expected == null
            ? Expectations.none()
            : ImageExpectations.at(expected, surroundings.environment());
    try {
      return Verification.of(image, DiskImages.probe(image), expectations);
    } catch (DiskException e) {
      throw new BuildException(
          Failure.VERIFY,
          String.valueOf(e.getMessage()),
          "see qemu-img info; qemu-img convert -O qcow2 makes an image that Casement reads",
          e);
    }
  }
}
