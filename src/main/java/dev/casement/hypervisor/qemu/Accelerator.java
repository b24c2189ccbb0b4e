package dev.casement.hypervisor.qemu;

/**
 * How QEMU runs a guest's instructions, and the CPU it shows to the guest.
 *
 * <p>The CPU is always the best there is: Windows 11 24H2, and with it Server 2025, which shares
 * its kernel, does not boot on one without SSE 4.2 and POPCNT (Tom's Hardware, "Microsoft blocks
 * some PCs from Windows 11 24H2 — CPU must support SSE4.2 or the OS will not boot"), which QEMU's
 * default model lacks.
 */
enum Accelerator {
  /**
   * Linux. The enlightenments tell Windows that it is a guest, which spares it most of its timer
   * and interrupt traffic; {@code hv-crash} reports a stop error without a driver in the guest.
   * Each one's needs among the others are met (QEMU documentation, "Hyper-V Enlightenments").
   */
  KVM(
      "kvm",
      "host,hv-relaxed,hv-vapic,hv-spinlocks=0x1fff,hv-vpindex,hv-runtime,hv-time,hv-synic,"
          + "hv-stimer,hv-frequencies,hv-crash"),
  /** Linux whose kernel knows not all of them: slower, yet far from {@link #TCG}. */
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

  /** The value of {@code -accel}. */
  String id() {
    return id;
  }

  /** Its name in messages. */
  String label() {
    return this == KVM ? "kvm with Hyper-V enlightenments" : id;
  }

  boolean isKvm() {
    return id.equals("kvm");
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
