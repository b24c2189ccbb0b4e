package dev.casement.cli.command;

import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.OutputFormat;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.pipeline.output.BuildRecord;
import dev.casement.pipeline.output.Publishing;
import dev.casement.recipe.PublishSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a built image into image stores. */
@picocli.CommandLine.Command(
    name = "publish",
    description = {
      "Put a built image into an OpenStack image store, with the properties derived from how it"
          + " was built.",
      "Running it again uploads nothing. See docs/publish.md."
    },
    sortOptions = false)
final class PublishCommand implements Command {
  /** Long enough to delete an incomplete image, or for the request to time out. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Parameters(
      paramLabel = "BUILD",
      description = "A build's output directory, its manifest.json, or its image.")
  private Path build = Path.of("");

  @Option(names = "--dry-run", description = "Show what would happen, and change nothing.")
  private boolean dryRun;

  @Mixin private PublishOptions options = new PublishOptions();
  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    BuildRecord record = BuildRecord.at(build);
    if (record.isRehearsal() && !options.rehearsalsAllowed()) {
      throw Publishing.refusedRehearsal();
    }
    PublishSettings settings = options.over(record.settings());
    List<CloudConfig> clouds = PublishOptions.clouds(settings, surroundings);
    try (Interrupts interrupts =
        new Interrupts(Thread.currentThread(), surroundings.err(), PATIENCE)) {
      PublishRun run = new PublishRun(surroundings, format.json(), common.debug());
      int code = run.publish(record.order(settings, dryRun), clouds);
      return interrupts.exitCode().orElse(code);
    }
  }
}
