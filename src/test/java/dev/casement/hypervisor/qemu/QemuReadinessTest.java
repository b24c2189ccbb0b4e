package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Part;
import dev.casement.hypervisor.Readiness.Program;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the host's own programs, but for those that a test takes away. */
class QemuReadinessTest {
  @TempDir Path directory;
  private final Set<String> missing = new HashSet<>();
  private Failure how = Failure.MISSING_TOOL;

  @Test
  void aHostWithEverythingIsReady() {
    Readiness readiness = readiness();

    assertThat(readiness.program())
        .isInstanceOfSatisfying(
            Program.Ready.class,
            ready -> {
              assertThat(ready.engine().program()).isEqualTo("QEMU");
              assertThat(ready.engine().version()).matches("\\d+\\.\\d+\\.\\d+");
              assertThat(ready.engine().acceleration()).map(Engine.Acceleration::name).isPresent();
            });
    assertThat(readiness.uefi())
        .isInstanceOfSatisfying(Part.Present.class, it -> assertThat(it.detail()).contains(".fd"));
    assertThat(readiness.tpm())
        .isInstanceOfSatisfying(
            Part.Present.class, it -> assertThat(it.detail()).containsIgnoringCase("TPM"));
  }

  @Test
  void whatIsMissingSaysHowToGetIt() {
    missing.addAll(Set.of("qemu-system-x86_64", "swtpm"));
    Readiness readiness = readiness();

    assertThat(readiness.program())
        .isInstanceOfSatisfying(
            Program.NotInstalled.class,
            it -> assertThat(it.lack().remedy()).isEqualTo("get qemu-system-x86_64"));
    assertThat(readiness.tpm())
        .isInstanceOfSatisfying(
            Part.Missing.class, it -> assertThat(it.lack().remedy()).isEqualTo("get swtpm"));
  }

  @Test
  void aQemuThatDoesNotRunIsNotTakenForOneThatIsNotInstalled() {
    missing.add("qemu-system-x86_64");
    how = Failure.HOST;

    assertThat(readiness().program()).isInstanceOf(Program.Unable.class);
  }

  @Test
  void aQuestionThatIsCancelledHasNoAnswer() {
    missing.add("swtpm");
    how = Failure.CANCELLED;

    assertThatExceptionOfType(BuildException.class).isThrownBy(this::readiness);
  }

  private Readiness readiness() {
    return new QemuHypervisor(new Without(), directory, Clock.systemUTC(), Optional.empty())
        .readiness();
  }

  private final class Without implements CommandRunner {
    private final CommandRunner real = new SystemCommandRunner();

    private void require(HostCommand command) {
      if (missing.contains(command.program())) {
        throw new BuildException(how, command.program() + " fails", "get " + command.program());
      }
    }

    @Override
    public Optional<Path> find(String program) {
      return real.find(program);
    }

    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      require(command);
      return real.run(command, onOutputLine);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      require(command);
      return real.runOk(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      require(command);
      return real.start(command, log);
    }
  }
}
