package dev.casement.pipeline.run;

import dev.casement.guest.GuestReport;
import java.util.Optional;

/**
 * What the signature of an image's boot manager means to firmware with Secure Boot.
 *
 * <p>Updates replace a boot manager signed under "Microsoft Windows Production PCA 2011" by one
 * under "Windows UEFI CA 2023" (Microsoft KB5025885), which firmware starts only if its db contains
 * that authority. The OVMF of many clouds contains only the older one.
 */
final class BootSignature {
  /** The guest's fact that names the issuer of the boot manager's certificate. */
  static final String FACT = "bootManager.issuer";

  private static final String NEW_AUTHORITY = "Windows UEFI CA 2023";

  private BootSignature() {}

  /** A warning for users of the image, if the guest has reported the issuer. */
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
