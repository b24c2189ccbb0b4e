package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.InspectionJson;
import dev.casement.cli.output.InspectionText;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.media.Inspection;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the contents of media. */
@picocli.CommandLine.Command(
    name = "inspect",
    description = {
      "Show what a medium holds: the editions of an install ISO or a WIM, the drivers of"
          + " virtio-win.iso.",
      "Reads a few kilobytes of it; nothing is mounted or unpacked."
    },
    sortOptions = false)
final class InspectCommand implements Command {
  @Parameters(
      paramLabel = "FILE",
      description = "An install ISO, virtio-win.iso, or a .wim, .esd or .swm file.")
  private Path file = Path.of("");

  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    Inspection inspection = Inspection.of(file);
    surroundings
        .out()
        .print(
            format.json()
                ? JsonText.of(InspectionJson.of(file, inspection))
                : InspectionText.of(file, inspection));
    return 0;
  }
}
