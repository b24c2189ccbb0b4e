package dev.casement.verify.inventory;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has signed a boot manager of UEFI (Learn, "PE Format", "The Attribute Certificate Table").
 *
 * <p>The signature is read and not verified.
 */
public final class BootAuthority {
  private static final int PE32 = 0x10b;
  private static final int PE32_PLUS = 0x20b;

  /** Where the data directories begin in the optional header. */
  private static final int DIRECTORIES = 96;

  private static final int DIRECTORIES_PLUS = 112;

  /** The fifth data directory: where the certificates are, as an offset in the file. */
  private static final int CERTIFICATES = 4 * 8;

  private static final int PKCS_SIGNED_DATA = 2;
  private static final int MOST = 1 << 20;

  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:[^,\\\\]|\\\\.)*)");

  private BootAuthority() {}

  /**
   * The authority that issued the certificate of its signer, such as {@code Windows UEFI CA 2023};
   * empty if it has no signature, or it cannot be read.
   */
  public static Optional<String> authority(ByteSource file) {
    try {
      return signedData(file).flatMap(BootAuthority::issuer);
    } catch (DiskException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> signedData(ByteSource file) {
    Fields start = read(file, 0, 64);
    Fields header = read(file, start.u32(60), 24 + DIRECTORIES_PLUS + CERTIFICATES + 8);
    int magic = header.u16(24);
    if (start.u16(0) != 0x5a4d || header.u32(0) != 0x4550) {
      return Optional.empty();
    }
    int directories =
        magic == PE32_PLUS ? DIRECTORIES_PLUS : magic == PE32 ? DIRECTORIES : Integer.MAX_VALUE;
    if (directories == Integer.MAX_VALUE) {
      return Optional.empty();
    }
    long at = header.u32(24 + directories + CERTIFICATES);
    long size = header.u32(24 + directories + CERTIFICATES + 4);
    if (at == 0 || size < 8 || size > MOST) {
      return Optional.empty();
    }
    Fields table = read(file, at, (int) size);
    long length = table.u32(0);
    return table.u16(6) == PKCS_SIGNED_DATA && length > 8 && length <= size
        ? Optional.of(table.bytes(8, (int) length - 8))
        : Optional.empty();
  }

  private static Fields read(ByteSource file, long at, int length) {
    return Fields.read(file, at, length, ByteOrder.LITTLE_ENDIAN, "a boot manager");
  }

  /** The certificate of the signer is the one that issued none of the others. */
  private static Optional<String> issuer(byte[] signedData) {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(signedData))
              .stream()
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast)
              .toList();
      return all.stream()
          .filter(certificate -> certificate.getBasicConstraints() < 0)
          .findFirst()
          .map(certificate -> commonName(certificate.getIssuerX500Principal().getName()));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static String commonName(String name) {
    Matcher common = COMMON_NAME.matcher(name);
    return common.find() ? common.group(1).replaceAll("\\\\(.)", "$1") : name;
  }
}
