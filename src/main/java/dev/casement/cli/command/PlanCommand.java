package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.http.ProxyVariables;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.BuildPlan;
import dev.casement.pipeline.BuildPlan.PlannedStage;
import dev.casement.pipeline.Services;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.recipe.yaml.YamlText;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a build would do. */
@picocli.CommandLine.Command(
    name = "plan",
    description = {
      "Show what a build would do, without doing it: the resolved recipe, the stages with their"
          + " limits, the answer file, the hypervisor's command, and the image in an image store."
    },
    sortOptions = false)
final class PlanCommand implements Command {
  @Parameters(paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  private Path recipeFile = Path.of("");

  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private HypervisorOptions hypervisor = new HypervisorOptions();
  @Mixin private OutputFormat format = new OutputFormat();

  @Option(
      names = "--script",
      description =
          "Print a shell script instead, which builds the image by hand with the same commands.")
  private boolean script;

  @Option(
      names = "--write-media",
      description = "Also write the setup media that the script needs; they contain a password.")
  private boolean writeMedia;

  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    Recipe recipe =
        hypervisor.override(new RecipeFile(recipeFile, surroundings.environment()).read());
    if (script ? format.json() : writeMedia) {
      throw new BuildException(
          Failure.USAGE,
          script
              ? "a script cannot be written as JSON"
              : "--write-media can only be used with" + " --script",
          "see casement plan --help");
    }
    Build build = build(recipe, surroundings);
    if (script) {
      surroundings.out().print(build.script(writeMedia));
      return 0;
    }
    BuildPlan plan = build.plan();
    surroundings.out().print(format.json() ? JsonText.of(json(plan)) : text(plan));
    return 0;
  }

  private Build build(Recipe recipe, Surroundings surroundings) {
    CommandRunner commands = surroundings.commands().get();
    BuildOptions options =
        new BuildOptions(
            work.directory(),
            WorkOptions.defaultOutput(recipe),
            Optional.empty(),
            false,
            Optional.empty(),
            Help.VERSION);
    Services services =
        new Services(
            commands,
            hypervisor.make(
                new BuildRun.Order(recipe, options, Optional.empty()),
                new CloudBuilders(commands, work.directory(), surroundings),
                commands,
                work.directory(),
                surroundings),
            new ProxyVariables(surroundings.environment()),
            surroundings.clock(),
            event -> {});
    return new Build(recipe, options, services);
  }

  private static Map<String, Object> json(BuildPlan plan) {
    List<Map<String, Object>> stages = new ArrayList<>();
    for (PlannedStage stage : plan.stages()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("stage", stage.stage());
      object.put("limitSeconds", stage.limit().toSeconds());
      object.put("summary", stage.summary());
      stage.continues().ifPresent(kept -> object.put("checkpoint", kept.toString()));
      stages.add(object);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("recipe", plan.recipe());
    object.put("stages", stages);
    object.put("answerFile", plan.answerFile());
    plan.hypervisorCommand().ifPresent(command -> object.put("hypervisorCommand", command));
    object.put("image", plan.image());
    object.put("assumptions", plan.assumptions());
    object.put("warnings", plan.warnings());
    return object;
  }

  private static String text(BuildPlan plan) {
    StringBuilder text = new StringBuilder();
    section(text, "The recipe, with all defaults filled in", YamlText.of(plan.recipe()));
    StringBuilder stages = new StringBuilder();
    int number = 1;
    for (PlannedStage stage : plan.stages()) {
      stages.append(
          String.format(
              Locale.ROOT,
              "%d. %-18s at most %-6s %s\n",
              number++,
              stage.stage(),
              Durations.format(stage.limit()),
              stage.continues().map(PlanCommand::continued).orElse(stage.summary())));
    }
    section(text, "The stages", stages.toString());
    section(text, "The answer file, without its secrets", plan.answerFile());
    plan.hypervisorCommand()
        .ifPresent(command -> section(text, "The hypervisor's command of the first run", command));
    section(text, "The image in an image store, with --publish", YamlText.of(plan.image()));
    if (!plan.assumptions().isEmpty()) {
      section(text, "Assumed", "- " + String.join("\n- ", plan.assumptions()));
    }
    if (!plan.warnings().isEmpty()) {
      section(text, "Warnings", "- " + String.join("\n- ", plan.warnings()));
    }
    return text.toString();
  }

  private static String continued(Instant kept) {
    return "continued from the checkpoint of " + kept.truncatedTo(ChronoUnit.SECONDS);
  }

  private static void section(StringBuilder text, String title, String content) {
    text.append(text.isEmpty() ? "" : "\n").append("# ").append(title).append("\n\n");
    text.append(Printable.lines(content.replace("\r\n", "\n").stripTrailing())).append('\n');
  }
}
