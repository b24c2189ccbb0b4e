package dev.casement.pipeline.run;

import java.util.Optional;

/**
 * What the signature of an image's boot manager means to firmware with Secure Boot.
 *
 * <p>Updates replace a boot manager signed under "Microsoft Windows Production PCA 2011" by one
 * under "Windows UEFI CA 2023" (Microsoft KB5025885), which firmware starts only when its db has
 * that authority. The OVMF of many clouds has the older one alone.
 */
final class BootSignature {
  /** The fact with which the guest names the issuer of a boot manager's certificate. */
  static final String FACT = "bootManager.issuer";

  private static final String NEW_AUTHORITY = "Windows UEFI CA 2023";

  private BootSignature() {}

  /** What users of the image have to know, if the guest has reported it. */
  static Optional<String> warning(GuestReport report) {
    return report.facts().stream()
        .filter(fact -> fact.name().equals(FACT) && fact.value().equals(NEW_AUTHORITY))
        .findFirst()
        .map(
            fact ->
                ("the boot manager is signed under \"%s\": with Secure Boot, clouds whose firmware"
                        + " trusts only the authority of 2011 will not start this image")
                    .formatted(fact.value()));
  }
}
