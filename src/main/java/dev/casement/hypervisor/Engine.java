package dev.casement.hypervisor;

import java.util.Optional;

/**
 * The program that runs machines, and how it runs their guests.
 *
 * @param program its display name, such as {@code QEMU}
 * @param acceleration empty where the program does not report it
 */
public record Engine(String program, String version, Optional<Acceleration> acceleration) {
  /**
   * What runs a guest's instructions.
   *
   * @param name such as {@code kvm}
   * @param emulated whether the instructions are emulated in software: ten or more times slower
   * @param reason why it is not the host's fastest; else empty
   */
  public record Acceleration(String name, boolean emulated, String reason) {
    @Override
    public String toString() {
      return reason.isEmpty() ? name : name + " (" + reason + ")";
    }
  }

  /** Without reasons: {@code QEMU 7.2.18, accelerator tcg}. */
  public String inShort() {
    return described(acceleration.map(Acceleration::name));
  }

  /** The display text: {@code QEMU 7.2.18, accelerator tcg (kvm: /dev/kvm does not exist)}. */
  @Override
  public String toString() {
    return described(acceleration.map(Acceleration::toString));
  }

  private String described(Optional<String> accelerator) {
    return program + " " + version + accelerator.map(name -> ", accelerator " + name).orElse("");
  }
}
