package dev.casement.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.casement.hypervisor.FileHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules of docs/architecture.md, as ArchUnit holds them. */
final class Architecture {
  private static final String ROOT = "dev.casement";
  private static final String CLI = ROOT + ".cli..";
  private static final int MOST_CLASSES = 25;

  /**
   * Each part, and the parts it may import beside itself. A part with a dot is a package of its own
   * inside another part, which its siblings and the outside do not know.
   */
  static final Map<String, List<String>> MAY_IMPORT = mayImport();

  private Architecture() {}

  private static Map<String, List<String>> mayImport() {
    Map<String, List<String>> table = new LinkedHashMap<>();
    table.put("units", List.of());
    table.put("report", List.of("units"));
    table.put("windows", List.of("units"));
    table.put("recipe.key", List.of("report", "units"));
    table.put("bytes", List.of("report"));
    table.put("compression", List.of());
    table.put("files", List.of("report", "units"));
    table.put("process", List.of("files", "report", "units"));
    table.put("http", List.of("files", "report", "units"));
    table.put("media", List.of("windows", "bytes", "compression", "files", "report", "units"));
    table.put("unattend", List.of("recipe.key", "windows", "report", "units"));
    table.put("disk", List.of("windows", "process", "files", "report", "units"));
    table.put("disk.image", List.of("disk", "bytes", "compression", "report", "units"));
    table.put("disk.fat", List.of("disk.image", "bytes", "report"));
    table.put("disk.ntfs", List.of("disk.image", "bytes", "compression", "report"));
    table.put("disk.compact", List.of("disk", "disk.image", "disk.ntfs", "bytes", "report"));
    table.put("disk.registry", List.of("disk.image", "bytes", "report"));
    table.put("disk.bcd", List.of("disk.registry", "disk.image", "bytes", "report"));
    table.put("disk.evtx", List.of("disk.image", "bytes", "report"));
    table.put("openstack", List.of("windows", "http", "bytes", "files", "report", "units"));
    List<String> hosts = List.of("windows", "process", "disk", "files", "report", "units");
    table.put("hypervisor", hosts);
    table.put("hypervisor.qemu", with("hypervisor", hosts));
    table.put("hypervisor.virtualbox", with("hypervisor", hosts));
    table.put("hypervisor.openstack", with("hypervisor", with("openstack", with("http", hosts))));
    table.put("guest", List.of("recipe.key", "windows", "unattend", "media", "report", "units"));
    table.put(
        "verify",
        List.of(
            "windows",
            "disk",
            "disk.image",
            "disk.fat",
            "disk.ntfs",
            "disk.registry",
            "disk.bcd",
            "disk.evtx",
            "bytes",
            "report",
            "units"));
    table.put(
        "recipe",
        List.of(
            "recipe.key",
            "windows",
            "guest",
            "hypervisor",
            "disk",
            "unattend",
            "openstack",
            "http",
            "report",
            "units"));
    table.put(
        "pipeline",
        table.keySet().stream().filter(part -> !part.startsWith("hypervisor.")).toList());
    table.put("cli", List.copyOf(table.keySet()));
    return table;
  }

  private static List<String> with(String part, List<String> others) {
    return Stream.concat(Stream.of(part), others.stream()).toList();
  }

  static Stream<ArchRule> rules() {
    return Stream.concat(
        MAY_IMPORT.keySet().stream().map(Architecture::importsOnlyWhatItMay),
        Stream.of(
            everyClassIsInAPart(),
            noCycles(),
            packagesAreSmall(),
            programsAreStartedByProcessOnly(),
            requestsAreSentByHttpOnly(),
            consoleAndEnvironmentBelongToCli(),
            timeComesFromAClock(),
            handlesAreFilesToHypervisorsOnly(),
            fileStoresAreNotAsked(),
            namesSayWhatAClassDoes(),
            eventsNotLoggers(),
            everyPackageIsNullMarked()));
  }

  private static ArchRule importsOnlyWhatItMay(String part) {
    DescribedPredicate<JavaClass> allowed = resideOutsideOfPackage(ROOT + "..").or(in(part));
    for (String other : MAY_IMPORT.getOrDefault(part, List.of())) {
      allowed = allowed.or(in(other));
    }
    return classes()
        .that(in(part))
        .should()
        .onlyDependOnClassesThat(allowed)
        .as(part + " imports only " + MAY_IMPORT.get(part))
        .allowEmptyShould(true);
  }

  /** The classes of a part: its package and those below it that are no part themselves. */
  private static DescribedPredicate<JavaClass> in(String part) {
    String[] inner =
        MAY_IMPORT.keySet().stream()
            .filter(other -> other.startsWith(part + "."))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);
    return resideInAPackage(ROOT + "." + part + "..").and(not(resideInAnyPackage(inner)));
  }

  private static ArchRule everyClassIsInAPart() {
    DescribedPredicate<JavaClass> known = not(alwaysTrue());
    for (String part : MAY_IMPORT.keySet()) {
      known = known.or(in(part));
    }
    return classes().should(be(known)).as("every class is in a part that the table names");
  }

  private static ArchRule noCycles() {
    return slices().matching(ROOT + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** A package whose classes nobody can survey is two. */
  private static ArchRule packagesAreSmall() {
    return classes()
        .should(
            new ArchCondition<>("be in a package of at most " + MOST_CLASSES + " classes") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                long classes =
                    item.getPackage().getClasses().stream()
                        .filter(other -> !other.isArray())
                        .map(JavaClass::getName)
                        .filter(name -> !name.contains("$") && !name.endsWith("package-info"))
                        .count();
                events.add(
                    new SimpleConditionEvent(
                        item,
                        classes <= MOST_CLASSES,
                        item.getName() + " is in a package of " + classes + " classes"));
              }
            })
        .as("no package has more than " + MOST_CLASSES + " classes");
  }

  private static ArchRule programsAreStartedByProcessOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".process..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould(access(Runtime.class, "exec"))
        .as("only process starts programs")
        .allowEmptyShould(true);
  }

  private static ArchRule requestsAreSentByHttpOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "org.apache.hc..")
        .as("only http sends requests")
        .allowEmptyShould(true);
  }

  private static ArchRule consoleAndEnvironmentBelongToCli() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should(
            access(
                System.class,
                "out",
                "err",
                "in",
                "setOut",
                "setErr",
                "setIn",
                "console",
                "exit",
                "getenv",
                "getProperty",
                "getProperties",
                "setProperty",
                "setProperties",
                "clearProperty"))
        .orShould(access(Runtime.class, "exit", "halt", "addShutdownHook"))
        .orShould(access(Boolean.class, "getBoolean"))
        .orShould(access(Integer.class, "getInteger"))
        .orShould(access(Long.class, "getLong"))
        .as("only cli knows the console, the environment and the end of the process")
        .allowEmptyShould(true);
  }

  /** The JDK finds a file store in the list of mounts, where a chroot's root is not. */
  private static ArchRule fileStoresAreNotAsked() {
    return noClasses()
        .should()
        .callMethod(Files.class, "getFileStore", Path.class)
        .as("no file is asked for its file store");
  }

  private static ArchRule timeComesFromAClock() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should(access(System.class, "currentTimeMillis"))
        .orShould(access(Clock.class, "system", "systemUTC", "systemDefaultZone"))
        .orShould(
            accessWhere(
                "ask java.time for now without a clock",
                access ->
                    access.getTargetOwner().getPackageName().equals("java.time")
                        && access.getName().equals("now")
                        && !takesAClock(access)))
        .orShould(
            accessWhere(
                "make a java.util.Date of now",
                access ->
                    access instanceof JavaConstructorCall call
                        && call.getTargetOwner().isEquivalentTo(java.util.Date.class)
                        && call.getTarget().getRawParameterTypes().isEmpty()))
        .as("time comes from an injected clock")
        .allowEmptyShould(true);
  }

  private static boolean takesAClock(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitCallTarget call
        && call.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
  }

  /** To everybody else a disk may as well be a volume of a cloud. */
  private static ArchRule handlesAreFilesToHypervisorsOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".hypervisor..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(FileHandles.class)
        .as("only hypervisors know whose handles are files")
        .allowEmptyShould(true);
  }

  private static ArchRule namesSayWhatAClassDoes() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
        .as("no class is named Util, Helper, Manager or Impl")
        .allowEmptyShould(true);
  }

  private static ArchRule eventsNotLoggers() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(System.Logger.class)
        .as("what happens is told by events, not by loggers")
        .allowEmptyShould(true);
  }

  private static ArchRule everyPackageIsNullMarked() {
    return classes()
        .should(
            new ArchCondition<>("be in a package marked @NullMarked") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(
                        item, marked, item.getName() + " is in a package without @NullMarked"));
              }
            });
  }

  private static ArchCondition<JavaClass> be(DescribedPredicate<JavaClass> predicate) {
    return ArchCondition.from(predicate);
  }

  private static ArchCondition<JavaClass> access(Class<?> owner, String... members) {
    Set<String> names = Set.copyOf(Arrays.asList(members));
    return accessWhere(
        "access " + owner.getSimpleName() + "'s " + String.join(", ", members),
        access ->
            access.getTargetOwner().isEquivalentTo(owner) && names.contains(access.getName()));
  }

  /** Holds for a class that calls, references or reads what the predicate describes. */
  private static ArchCondition<JavaClass> accessWhere(
      String description, Predicate<JavaAccess<?>> predicate) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
          events.add(
              new SimpleConditionEvent(access, predicate.test(access), access.getDescription()));
        }
        Stream.concat(
                item.getMethodReferencesFromSelf().stream(),
                item.getConstructorReferencesFromSelf().stream())
            .forEach(
                access ->
                    events.add(
                        new SimpleConditionEvent(
                            access, predicate.test(access), access.getDescription())));
      }
    };
  }
}
