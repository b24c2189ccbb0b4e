package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.qemu.QemuAccelerator.Choice;
import dev.casement.hypervisor.qemu.QemuAccelerator.Host;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class QemuAcceleratorTest {
  @TempDir Path directory;

  private final AtomicInteger trials = new AtomicInteger();
  private Optional<String> outcome = Optional.empty();
  private boolean plainWorks;
  private Path device;
  private Path boot;

  @BeforeEach
  void makeHost() throws IOException {
    device = Files.createFile(directory.resolve("kvm"));
    boot = directory.resolve("boot_id");
    Files.writeString(boot, "first\n");
  }

  /** A new run of Casement on the host. */
  private QemuAccelerator casement() {
    return new QemuAccelerator(
        accelerator -> {
          trials.incrementAndGet();
          return accelerator == Accelerator.KVM_PLAIN && plainWorks ? Optional.empty() : outcome;
        },
        directory.resolve("cache"),
        new Host(List.of(Accelerator.KVM, Accelerator.KVM_PLAIN), device, boot));
  }

  @Test
  void takesKvmWhenTheTrialSucceeds() {
    QemuAccelerator casement = casement();

    assertThat(casement.choose()).isEqualTo(new Choice(Accelerator.KVM, ""));
    assertThat(casement.choose().acceleration())
        .isEqualTo(new Engine.Acceleration("kvm", false, ""))
        .hasToString("kvm");
    assertThat(trials).hasValue(1);
  }

  @Test
  void fallsBackToTcgAndSaysWhyWhenTheTrialFails() {
    outcome = Optional.of("KVM internal error.\nSuberror: 1");

    assertThat(casement().choose().acceleration())
        .matches(Engine.Acceleration::emulated)
        .hasToString(
            "tcg (kvm with Hyper-V enlightenments: KVM internal error. Suberror: 1;"
                + " kvm: KVM internal error. Suberror: 1)");
  }

  @Test
  void takesPlainKvmWhereTheKernelLacksTheEnlightenments() {
    outcome = Optional.of("no VP_INDEX");
    plainWorks = true;

    Choice choice = casement().choose();

    assertThat(choice.accelerator()).isEqualTo(Accelerator.KVM_PLAIN);
    assertThat(choice.acceleration())
        .hasToString("kvm (kvm with Hyper-V enlightenments: no VP_INDEX)");
    assertThat(casement().choose()).isEqualTo(choice);
    assertThat(trials).hasValue(2);
  }

  @Test
  void triesOncePerBootOfTheHost() throws IOException {
    outcome = Optional.of("it hangs");
    Choice first = casement().choose();

    assertThat(casement().choose()).isEqualTo(first);
    assertThat(trials).hasValue(2);

    Files.writeString(boot, "second\n");
    outcome = Optional.empty();
    assertThat(casement().choose().accelerator()).isEqualTo(Accelerator.KVM);
    assertThat(trials).hasValue(3);
  }

  @Test
  void triesAgainAfterQemuHasAnotherVersion() {
    QemuAccelerator casement = casement();
    casement.choose();
    casement.confirm("7.2.18");
    casement().confirm("7.2.18");
    casement().choose();
    assertThat(trials).hasValue(1);

    casement().confirm("10.0.2");
    casement().choose();
    assertThat(trials).hasValue(2);
  }

  @Test
  void triesEachTimeWhereBootsCannotBeToldApart() throws IOException {
    Files.delete(boot);
    casement().choose();
    casement().choose();

    assertThat(trials).hasValue(2);
  }

  @Test
  void doesNotTryWithoutTheDevice() throws IOException {
    Files.delete(device);

    assertThat(casement().choose().acceleration().toString())
        .startsWith("tcg (")
        .contains("does not exist");
    assertThat(trials).hasValue(0);
    Files.createFile(device);
    assertThat(casement().choose().accelerator()).isEqualTo(Accelerator.KVM);
  }

  @Test
  void aDamagedCacheIsTriedAgain() throws IOException {
    Files.createDirectories(directory.resolve("cache"));
    Files.write(directory.resolve("cache/qemu-accelerator"), new byte[] {(byte) 0xff, 0, 1});

    assertThat(casement().choose().accelerator()).isEqualTo(Accelerator.KVM);
    assertThat(trials).hasValue(1);
  }

  @Test
  void theTrialGuestPassesUnderTcg() {
    assertThat(
            new AcceleratorTrial(new SystemCommandRunner(), Duration.ofMinutes(1))
                .run(Accelerator.TCG))
        .isEmpty();
  }

  @Test
  void aGuestThatHangsFailsTheTrialAtItsDeadline() {
    byte[] rom = AcceleratorTrial.rom();
    // jmp to itself where the processor starts
    rom[0xfff0] = (byte) 0xeb;
    rom[0xfff1] = (byte) 0xfe;
    var trial = new AcceleratorTrial(new SystemCommandRunner(), Duration.ofMillis(700));

    assertThat(trial.run("tcg", "max", rom)).hasValue("a trial guest did not finish in 0.7 s");
  }

  @Test
  void aGuestThatGoesAstrayFailsTheTrial() {
    byte[] rom = AcceleratorTrial.rom();
    // It ends QEMU with another code: mov al, 1; mov dx, 0xf4; out dx, al; hlt
    byte[] wrong = {(byte) 0xb0, 1, (byte) 0xba, (byte) 0xf4, 0, (byte) 0xee, (byte) 0xf4};
    System.arraycopy(wrong, 0, rom, 0xf000, wrong.length);
    var trial = new AcceleratorTrial(new SystemCommandRunner(), Duration.ofMinutes(1));

    assertThat(trial.run("tcg", "max", rom)).hasValue("a trial guest failed: it left no message");
  }

  @Test
  void qemusOwnReasonIsToldWhenItRefusesTheAccelerator() {
    var trial = new AcceleratorTrial(new SystemCommandRunner(), Duration.ofMinutes(1));

    assertThat(trial.run("warp", "max", AcceleratorTrial.rom()).orElseThrow())
        .startsWith("a trial guest failed: ")
        .contains("warp");
  }

  @Test
  void theRomStartsWithAJumpToItsCode() {
    byte[] rom = AcceleratorTrial.rom();

    assertThat(rom).hasSize(65536);
    assertThat(Arrays.copyOfRange(rom, 0xfff0, 0xfff3)).containsExactly(0xe9, 0x0d, 0xf0);
    assertThat(0xfff3 + (short) 0xf00d).isEqualTo(0xf000);
  }
}
