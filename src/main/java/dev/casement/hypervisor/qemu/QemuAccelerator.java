package dev.casement.hypervisor.qemu;

import dev.casement.files.CompleteFile;
import dev.casement.hypervisor.Engine;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the fastest working accelerator, by trial.
 *
 * <p>A trial takes a tenth of a second, or its whole time limit if the accelerator hangs, so the
 * result is cached until the host reboots. What may change without a reboot (whether the device
 * exists and can be opened, QEMU's version) is checked each time.
 */
final class QemuAccelerator {
  /**
   * The result.
   *
   * @param why why it is not the host's best; else empty
   */
  record Choice(Accelerator accelerator, String why) {
    Engine.Acceleration acceleration() {
      return new Engine.Acceleration(accelerator.id(), accelerator == Accelerator.TCG, why);
    }
  }

  /**
   * The properties of the host that determine the choice.
   *
   * @param accelerators those of its operating system, the best first
   * @param kvm KVM's device
   * @param bootId a file whose content changes at each boot; without it nothing is cached
   */
  record Host(List<Accelerator> accelerators, Path kvm, Path bootId) {
    static Host here() {
      return new Host(
          ofOperatingSystem(), Path.of("/dev/kvm"), Path.of("/proc/sys/kernel/random/boot_id"));
    }

    private static List<Accelerator> ofOperatingSystem() {
      return switch (HostSystem.here()) {
        case LINUX -> List.of(Accelerator.KVM, Accelerator.KVM_PLAIN);
        case MACOS -> List.of(Accelerator.HVF);
        case WINDOWS -> List.of(Accelerator.WHPX);
      };
    }
  }

  /** Key, QEMU's version (empty until known), accelerator, why. */
  private static final int LINES = 4;

  private final Function<Accelerator, Optional<String>> trial;
  private final Path cache;
  private final Host host;
  private @Nullable Choice choice;

  QemuAccelerator(CommandRunner runner, Path cacheDirectory) {
    this(new AcceleratorTrial(runner)::run, cacheDirectory, Host.here());
  }

  QemuAccelerator(Function<Accelerator, Optional<String>> trial, Path cacheDirectory, Host host) {
    this.trial = trial;
    this.cache = cacheDirectory.resolve("qemu-accelerator");
    this.host = host;
  }

  /** The accelerator to use; trials run at most once. */
  synchronized Choice choose() {
    Choice known = choice;
    if (known == null) {
      known = judge();
      choice = known;
    }
    return known;
  }

  /** Discards a cached result that was obtained with another version of QEMU. */
  synchronized void confirm(String qemuVersion) {
    List<String> lines = read();
    if (lines.size() != LINES || lines.get(1).equals(qemuVersion)) {
      return;
    }
    if (lines.get(1).isEmpty()) {
      write(List.of(lines.get(0), qemuVersion, lines.get(2), lines.get(3)));
      return;
    }
    try {
      Files.deleteIfExists(cache);
    } catch (IOException e) {
      // Checked again next time.
    }
  }

  private Choice judge() {
    if (host.accelerators().getFirst().isKvm()) {
      if (!Files.exists(host.kvm())) {
        return new Choice(
            Accelerator.TCG,
            host.kvm() + " does not exist: enable virtualization in the firmware, load module kvm");
      }
      if (!Files.isReadable(host.kvm()) || !Files.isWritable(host.kvm())) {
        return new Choice(
            Accelerator.TCG, host.kvm() + " cannot be opened: add yourself to the group kvm");
      }
    }
    Optional<String> boot = boot();
    String key = host.accelerators().getFirst().cpu() + " " + boot.orElse("");
    Optional<Choice> kept = boot.isPresent() ? kept(key) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    Choice tried = tryAll();
    if (boot.isPresent()) {
      write(List.of(key, "", tried.accelerator().name(), tried.why()));
    }
    return tried;
  }

  private Choice tryAll() {
    List<String> reasons = new ArrayList<>();
    for (Accelerator accelerator : host.accelerators()) {
      Optional<String> reason = trial.apply(accelerator);
      if (reason.isEmpty()) {
        return new Choice(accelerator, String.join("; ", reasons));
      }
      reasons.add(accelerator.label() + ": " + reason.get().replaceAll("\\R", " "));
    }
    return new Choice(Accelerator.TCG, String.join("; ", reasons));
  }

  private Optional<Choice> kept(String key) {
    List<String> lines = read();
    if (lines.size() != LINES || !lines.get(0).equals(key)) {
      return Optional.empty();
    }
    return Arrays.stream(Accelerator.values())
        .filter(accelerator -> accelerator.name().equals(lines.get(2)))
        .findFirst()
        .map(accelerator -> new Choice(accelerator, lines.get(3)));
  }

  private Optional<String> boot() {
    try {
      return Optional.of(Files.readString(host.bootId()).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<String> read() {
    try {
      return Files.readAllLines(cache);
    } catch (IOException e) {
      return List.of();
    }
  }

  private void write(List<String> lines) {
    try {
      Files.createDirectories(cache.toAbsolutePath().getParent());
      CompleteFile.write(cache, part -> Files.write(part, lines));
    } catch (IOException e) {
      // Tried again next time.
    }
  }
}
