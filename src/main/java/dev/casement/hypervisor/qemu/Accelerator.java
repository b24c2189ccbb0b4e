package dev.casement.hypervisor.qemu;

import java.util.Locale;

/**
 * How QEMU runs a guest's instructions, and the CPU it shows to the guest.
 *
 * <p>The CPU is always the best there is: Windows 11 24H2 and Server 2025 do not start on one
 * without SSE 4.2 and POPCNT, which QEMU's default model lacks (Microsoft, "Windows 11
 * requirements"; QEMU documentation, "QEMU / KVM CPU model configuration").
 */
enum Accelerator {
  /**
   * Linux. The enlightenments tell Windows that it is a guest, which spares it most of its timer
   * and interrupt traffic; {@code hv-crash} reports a stop error without a driver in the guest.
   * Each one's needs among the others are met (QEMU documentation, "Hyper-V Enlightenments").
   */
  KVM(
      "host,hv-relaxed,hv-vapic,hv-spinlocks=0x1fff,hv-vpindex,hv-runtime,hv-time,hv-synic,"
          + "hv-stimer,hv-frequencies,hv-crash"),
  /** macOS on Intel. */
  HVF("host"),
  /** Windows. */
  WHPX("max"),
  /** QEMU's own translator: works everywhere, ten or more times slower. */
  TCG("max");

  private final String cpu;

  Accelerator(String cpu) {
    this.cpu = cpu;
  }

  /** The value of {@code -accel}. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of {@code -cpu}. */
  String cpu() {
    return cpu;
  }

  @Override
  public String toString() {
    return id();
  }
}
