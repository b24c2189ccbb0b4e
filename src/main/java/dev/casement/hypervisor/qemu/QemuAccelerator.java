package dev.casement.hypervisor.qemu;

import dev.casement.process.CommandRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the fastest accelerator that works here, by trial.
 *
 * <p>A trial takes a tenth of a second, or its whole deadline where the accelerator hangs, so its
 * outcome is kept in the cache directory for as long as the host is not booted anew. What may
 * change without that (the device is there, the user may open it, QEMU's version) is looked at each
 * time.
 */
final class QemuAccelerator {
  /**
   * The choice.
   *
   * @param fallback why it is not the host's own accelerator; empty when it is
   */
  record Choice(Accelerator accelerator, Optional<String> fallback) {
    static Choice tcg(String why) {
      return new Choice(Accelerator.TCG, Optional.of(why));
    }

    /** {@code kvm}, or {@code tcg (kvm: /dev/kvm is not there, …)}. */
    @Override
    public String toString() {
      return accelerator + fallback.map(why -> " (" + why + ")").orElse("");
    }
  }

  /**
   * The host as far as the choice depends on it.
   *
   * @param accelerator the one that its operating system offers
   * @param kvm the device of KVM
   * @param bootId the file whose content is another after each boot; without it nothing is kept
   */
  record Host(Accelerator accelerator, Path kvm, Path bootId) {
    static Host here() {
      return new Host(
          ofOperatingSystem(), Path.of("/dev/kvm"), Path.of("/proc/sys/kernel/random/boot_id"));
    }

    private static Accelerator ofOperatingSystem() {
      if (File.separatorChar == '\\') {
        return Accelerator.WHPX;
      }
      return Files.isDirectory(Path.of("/System/Library")) ? Accelerator.HVF : Accelerator.KVM;
    }
  }

  private static final String WORKS = "works";

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

  /** The accelerator to use; tried at most once. */
  synchronized Choice choose() {
    Choice known = choice;
    if (known == null) {
      known = judge(host.accelerator());
      choice = known;
    }
    return known;
  }

  /** Forgets what is kept when it was found out with another version of QEMU than runs now. */
  synchronized void confirm(String qemuVersion) {
    List<String> lines = read();
    if (lines.size() != 3 || lines.get(1).equals(qemuVersion)) {
      return;
    }
    if (lines.get(1).isEmpty()) {
      write(lines.get(0), qemuVersion, lines.get(2));
      return;
    }
    try {
      Files.deleteIfExists(cache);
    } catch (IOException e) {
      // Then it is looked at again next time.
    }
  }

  private Choice judge(Accelerator accelerator) {
    if (accelerator == Accelerator.KVM) {
      if (!Files.exists(host.kvm())) {
        return Choice.tcg(
            host.kvm() + " is not there: enable virtualization in the firmware, load module kvm");
      }
      if (!Files.isReadable(host.kvm()) || !Files.isWritable(host.kvm())) {
        return Choice.tcg(host.kvm() + " may not be opened: add yourself to the group kvm");
      }
    }
    String verdict = verdict(accelerator);
    return verdict.equals(WORKS)
        ? new Choice(accelerator, Optional.empty())
        : Choice.tcg(accelerator + ": " + verdict);
  }

  private String verdict(Accelerator accelerator) {
    Optional<String> boot = boot();
    String key = accelerator + " " + accelerator.cpu() + " " + boot.orElse("");
    List<String> lines = read();
    if (boot.isPresent() && lines.size() == 3 && lines.get(0).equals(key)) {
      return lines.get(2);
    }
    String verdict = trial.apply(accelerator).map(QemuAccelerator::oneLine).orElse(WORKS);
    if (boot.isPresent()) {
      write(key, "", verdict);
    }
    return verdict;
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

  private void write(String key, String version, String verdict) {
    try {
      Files.createDirectories(cache.toAbsolutePath().getParent());
      Path part = cache.resolveSibling(cache.getFileName() + ".part");
      Files.write(part, List.of(key, version, verdict));
      Files.move(part, cache, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Then it is tried again next time.
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }
}
