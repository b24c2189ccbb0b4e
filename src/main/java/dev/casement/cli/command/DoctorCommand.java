package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.doctor.CheckResult;
import dev.casement.cli.doctor.CheckResult.Status;
import dev.casement.cli.doctor.CloudCheck;
import dev.casement.cli.doctor.Doctor;
import dev.casement.cli.doctor.HostPrograms;
import dev.casement.cli.output.JsonText;
import dev.casement.cli.output.OutputFormat;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.process.CommandRunner;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the host and says what to install. */
@picocli.CommandLine.Command(
    name = "doctor",
    description = {
      "Check that this host has what Casement needs, and say what to install.",
      "Exits with 4 when something is missing that every build needs."
    },
    sortOptions = false)
public final class DoctorCommand implements Command {
  @Mixin private HypervisorOptions hypervisorOptions = new HypervisorOptions();

  @Option(
      names = "--cloud",
      paramLabel = "NAME",
      description =
          "Also log in to this cloud of clouds.yaml, and show the user and the project; may be"
              + " repeated.")
  private List<String> clouds = List.of();

  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private OutputFormat format = new OutputFormat();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    CommandRunner commands = surroundings.commands().get();
    Hypervisor hypervisor =
        hypervisorOptions.make(
            HypervisorKind.QEMU, commands, work.directory(), surroundings.clock());
    HostPrograms programs = new HostPrograms(surroundings.home(), commands::find);
    List<CheckResult> results =
        new ArrayList<>(
            new Doctor(
                    commands,
                    hypervisor,
                    hypervisorOptions.others(
                        HypervisorKind.QEMU, commands, work.directory(), surroundings.clock()),
                    programs,
                    work.directory())
                .examine());
    if (!clouds.isEmpty()) {
      results.addAll(clouds(surroundings));
    }
    boolean healthy = results.stream().noneMatch(each -> each.status() == Status.MISSING);
    if (format.json()) {
      surroundings
          .out()
          .print(
              JsonText.of(
                  map(
                      "healthy",
                      healthy,
                      "checks",
                      results.stream().map(DoctorCommand::json).toList())));
    } else {
      results.forEach(finding -> print(surroundings.out(), finding));
    }
    return healthy ? 0 : Failure.MISSING_TOOL.exitCode();
  }

  private List<CheckResult> clouds(Surroundings surroundings) {
    CloudFiles files = new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment());
    CloudCheck check = new CloudCheck(files, surroundings.environment(), surroundings.clock());
    return clouds.stream().flatMap(cloud -> check.examine(cloud).stream()).toList();
  }

  public static void print(PrintStream out, CheckResult finding) {
    out.printf(
        "%-8s %-20s %s%n",
        finding.status().word(), finding.check(), Printable.line(finding.detail()));
    finding
        .remedy()
        .ifPresent(remedy -> out.printf("%-29s next: %s%n", "", Printable.line(remedy)));
  }

  private static Map<String, Object> json(CheckResult finding) {
    Map<String, Object> object =
        map(
            "check", finding.check(),
            "status", finding.status().word(),
            "detail", finding.detail());
    finding.remedy().ifPresent(remedy -> object.put("remedy", remedy));
    return object;
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
