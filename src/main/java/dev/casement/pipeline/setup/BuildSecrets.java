package dev.casement.pipeline.setup;

import dev.casement.report.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The generated secret of a build: the password of the account that Setup creates. Also generates
 * the tokens of its VM runs, and the passwords that the account has after the later ones.
 */
public record BuildSecrets(Secret password) {
  private static final int PASSWORD_LENGTH = 24;

  /** Without characters that look alike, so that a password can be typed from a screen. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  public static BuildSecrets random() {
    return new BuildSecrets(newPassword());
  }

  /** A new password that Windows' rules accept. */
  public static Secret newPassword() {
    SecureRandom random = new SecureRandom();
    // Windows' complexity rule requires three of four kinds of characters; this prefix has them.
    StringBuilder password = new StringBuilder("aZ7-");
    while (password.length() < PASSWORD_LENGTH) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new Secret(password.toString());
  }

  /**
   * A new token for one VM run. Each run needs its own: the runner in the guest saves its position
   * under the token, and with the same one would continue in the middle of the next run's job.
   */
  public static String newToken() {
    byte[] token = new byte[16];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}
