package dev.casement.hypervisor.qemu;

import dev.casement.units.DataSize;
import java.util.Optional;

/**
 * How QEMU runs a guest's instructions, and the CPU model it presents.
 *
 * <p>The model is always the most capable one. Windows 11 24H2 and Server 2025, which share a
 * kernel, do not boot without SSE 4.2 and POPCNT (Tom's Hardware, "Microsoft blocks some PCs from
 * Windows 11 24H2 — CPU must support SSE4.2 or the OS will not boot"), which QEMU's default model
 * lacks.
 */
enum Accelerator {
  /**
   * Linux. The enlightenments save Windows most of its timer and interrupt traffic; {@code
   * hv-crash} reports a stop error without a driver in the guest. All dependencies among them are
   * satisfied (QEMU documentation, "Hyper-V Enlightenments").
   */
  KVM(
      "kvm",
      "host,hv-relaxed,hv-vapic,hv-spinlocks=0x1fff,hv-vpindex,hv-runtime,hv-time,hv-synic,"
          + "hv-stimer,hv-frequencies,hv-crash"),
  /**
   * Linux whose kernel lacks some of the enlightenments: slower, but much faster than {@link #TCG}.
   */
  KVM_PLAIN("kvm", "host"),
  /** macOS on Intel. */
  HVF("hvf", "host"),
  /** Windows. */
  WHPX("whpx", "max"),
  /** QEMU's own translator: works everywhere, ten or more times slower. */
  TCG("tcg", "max");

  private final String id;
  private final String cpu;

  Accelerator(String id, String cpu) {
    this.id = id;
    this.cpu = cpu;
  }

  String id() {
    return id;
  }

  /**
   * The value of {@code -accel}.
   *
   * @param translations how much translated code to keep, where this translates; empty for as much
   *     as QEMU wants
   */
  String argument(Optional<DataSize> translations) {
    return this == TCG
        ? id + translations.map(size -> ",tb-size=" + size.toMebibytes()).orElse("")
        : id;
  }

  /** Its name in messages. */
  String label() {
    return this == KVM ? "kvm with Hyper-V enlightenments" : id;
  }

  boolean isKvm() {
    return id.equals("kvm");
  }

  String cpu() {
    return cpu;
  }

  @Override
  public String toString() {
    return id();
  }
}
