package dev.casement.windows;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A processor architecture, with its names in Windows, virtio-win and Glance. */
public enum Architecture {
  X86(0, "x86", "i686"),
  AMD64(9, "amd64", "x86_64"),
  ARM64(12, "arm64", "aarch64");

  private final int wimCode;
  private final String answerFileName;
  private final String glanceName;

  Architecture(int wimCode, String answerFileName, String glanceName) {
    this.wimCode = wimCode;
    this.answerFileName = answerFileName;
    this.glanceName = glanceName;
  }

  /** The number in a WIM's {@code WINDOWS/ARCH} (PROCESSOR_ARCHITECTURE_* of winnt.h). */
  public int wimCode() {
    return wimCode;
  }

  /** The value of {@code processorArchitecture} in answer files; also virtio-win's folder name. */
  public String answerFileName() {
    return answerFileName;
  }

  /** The value of Glance's {@code architecture} property. */
  public String glanceName() {
    return glanceName;
  }

  /** Whether Casement builds images for it: its machines are not for arm64 yet. */
  public boolean isSupported() {
    return this != ARM64;
  }

  /** The architecture with this WIM code, or empty for one that Casement does not know. */
  public static Optional<Architecture> ofWimCode(int code) {
    for (Architecture architecture : values()) {
      if (architecture.wimCode == code) {
        return Optional.of(architecture);
      }
    }
    return Optional.empty();
  }

  /** The architecture with this id in recipes, or empty. */
  public static Optional<Architecture> ofId(String id) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
