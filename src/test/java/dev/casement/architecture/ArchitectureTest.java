package dev.casement.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchitectureTest {
  private static final JavaClasses CASEMENT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.casement");

  @TempDir Path directory;

  static Stream<ArchRule> rules() {
    return Architecture.rules();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void casementKeeps(ArchRule rule) {
    rule.check(CASEMENT);
  }

  @Test
  void theRulesSeeTheWholeOfCasement() {
    assertThat(CASEMENT.contain("dev.casement.cli.Main")).isTrue();
    assertThat(CASEMENT.contain("dev.casement.windows.Release")).isTrue();
  }

  /**
   * Every pair of parts: an import that the table does not allow is found, one it allows is not.
   */
  @ParameterizedTest
  @MethodSource("pairs")
  void findsAForbiddenImportAndAcceptsAnAllowedOne(String from, String to, boolean allowed)
      throws IOException {
    List<String> broken =
        brokenBy(
            "package dev.casement." + to + "; public class Target {}",
            "package dev.casement."
                + from
                + "; class Source extends dev.casement."
                + to
                + ".Target {}");
    if (allowed) {
      assertThat(broken).noneMatch(rule -> rule.startsWith(from + " imports only"));
    } else {
      assertThat(broken).anyMatch(rule -> rule.startsWith(from + " imports only"));
    }
  }

  static Stream<Arguments> pairs() {
    // Stated anew rather than read from the table, for those that matter most.
    return Stream.of(
        Arguments.of("pipeline", "hypervisor.qemu", false),
        Arguments.of("pipeline", "hypervisor.virtualbox", false),
        Arguments.of("pipeline", "cli", false),
        Arguments.of("pipeline", "guest", true),
        Arguments.of("pipeline", "hypervisor", true),
        Arguments.of("recipe", "pipeline", false),
        Arguments.of("recipe", "hypervisor.qemu", false),
        Arguments.of("recipe", "openstack", true),
        Arguments.of("units", "report", false),
        Arguments.of("report", "units", true),
        Arguments.of("files", "process", false),
        Arguments.of("process", "files", true),
        Arguments.of("openstack", "media", false),
        Arguments.of("windows", "report", false),
        Arguments.of("report", "windows", false),
        Arguments.of("process", "report", true),
        Arguments.of("process", "windows", false),
        Arguments.of("media", "unattend", false),
        Arguments.of("media", "windows", true),
        Arguments.of("unattend", "media", false),
        Arguments.of("disk", "hypervisor", false),
        Arguments.of("disk", "process", true),
        Arguments.of("hypervisor", "hypervisor.qemu", false),
        Arguments.of("hypervisor", "disk", true),
        Arguments.of("hypervisor", "guest", false),
        Arguments.of("hypervisor.qemu", "hypervisor", true),
        Arguments.of("hypervisor.qemu", "hypervisor.virtualbox", false),
        Arguments.of("hypervisor.virtualbox", "hypervisor.qemu", false),
        Arguments.of("openstack", "process", false),
        Arguments.of("guest", "media", true),
        Arguments.of("guest", "hypervisor", false),
        Arguments.of("verify", "guest", false),
        Arguments.of("verify", "disk", true),
        Arguments.of("cli", "hypervisor.qemu", true));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void findsAViolation(String rule, List<String> sources) throws IOException {
    assertThat(brokenBy(sources.toArray(String[]::new))).contains(rule);
  }

  static Stream<Arguments> violations() {
    String programs = "only process starts programs";
    String console = "only cli knows the console, the environment and the end of the process";
    String clock = "time comes from an injected clock";
    String names = "no class is named Util, Helper, Manager or Impl";
    String events = "what happens is told by events, not by loggers";
    return Stream.of(
        violation(
            "only http sends requests", "Object x = java.net.http.HttpClient.newHttpClient();"),
        violation(
            "only http sends requests",
            "Object x = org.apache.hc.client5.http.impl.classic.HttpClients.createDefault();"),
        violation(programs, "Object x = new ProcessBuilder(\"ls\");"),
        violation(
            programs, "Object x() throws Exception { return Runtime.getRuntime().exec(\"ls\"); }"),
        violation(console, "void x() { System.out.println(); }"),
        violation(console, "java.util.function.Consumer<String> x = System.err::println;"),
        violation(console, "void x() { System.exit(1); }"),
        violation(console, "java.util.function.IntConsumer x = System::exit;"),
        violation(console, "void x() { Runtime.getRuntime().halt(1); }"),
        violation(console, "String x = System.getenv(\"HOME\");"),
        violation(console, "String x = System.getProperty(\"user.dir\");"),
        violation(console, "boolean x = Boolean.getBoolean(\"x\");"),
        violation(
            "no file is asked for its file store",
            "Object x() throws Exception { return"
                + " java.nio.file.Files.getFileStore(java.nio.file.Path.of(\"/\")); }"),
        violation(clock, "long x = System.currentTimeMillis();"),
        violation(clock, "Object x = java.time.Instant.now();"),
        violation(clock, "java.util.function.Supplier<?> x = java.time.Instant::now;"),
        violation(clock, "Object x = java.time.LocalDate.now(java.time.ZoneOffset.UTC);"),
        violation(clock, "Object x = java.time.Clock.systemUTC();"),
        violation(clock, "Object x = new java.util.Date();"),
        violation(events, "Object x = java.util.logging.Logger.getGlobal();"),
        violation(events, "System.Logger x;"),
        violation(
            "only hypervisors know whose handles are files",
            "Object x(dev.casement.hypervisor.DiskHandle disk) {"
                + " return dev.casement.hypervisor.FileHandles.file(disk); }"),
        Arguments.of(names, List.of("package dev.casement.media; class FloppyUtil {}")),
        Arguments.of(names, List.of("package dev.casement.media; class FloppyManager {}")),
        Arguments.of(
            "every class is in a part that the table names",
            List.of("package dev.casement.common; class Thing {}")),
        Arguments.of(
            "slices matching 'dev.casement.(**)' should be free of cycles",
            List.of(
                "package dev.casement.cli; public class One { dev.casement.cli.output.Two two; }",
                "package dev.casement.cli.output; public class Two { dev.casement.cli.One one; }")),
        Arguments.of(
            "no package has more than 25 classes",
            IntStream.rangeClosed(1, 26)
                .mapToObj("package dev.casement.media; class Medium%d {}"::formatted)
                .toList()),
        Arguments.of(
            "classes should be in a package marked @NullMarked",
            List.of("package dev.casement.media; class Unmarked {}")));
  }

  private static Arguments violation(String rule, String member) {
    return Arguments.of(
        rule, List.of("package dev.casement.media; class Snippet { " + member + " }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package dev.casement.process; class Snippet { Object x = new ProcessBuilder(\"ls\"); }",
        "package dev.casement.cli; class Snippet { void x() { System.exit(1); } }",
        "package dev.casement.cli; class Snippet { Object x = java.time.Clock.systemUTC(); }",
        "package dev.casement.media; class Snippet { Object x(java.time.Clock clock) { return java.time.Instant.now(clock); } }",
        "package dev.casement.media; class Snippet { long x = System.nanoTime(); }",
      })
  void acceptsWhatIsAllowed(String source) throws IOException {
    assertThat(
            brokenBy(
                source,
                source
                        .substring(0, source.indexOf(';') + 1)
                        .replace("package", "@org.jspecify.annotations.NullMarked package")
                    + " // package-info"))
        .isEmpty();
  }

  /** The rules that this code breaks. */
  private List<String> brokenBy(String... sources) throws IOException {
    JavaClasses classes = Snippets.compile(directory, List.of(sources));
    List<String> broken = new ArrayList<>();
    for (ArchRule rule : Architecture.rules().toList()) {
      EvaluationResult result = rule.evaluate(classes);
      if (result.hasViolation()) {
        broken.add(rule.getDescription());
      }
    }
    return broken;
  }
}
