package dev.casement.pipeline.setup;

import dev.casement.report.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What each build makes up for itself and keeps: the password of the account that Setup creates.
 * The tokens of its VM runs are made here, too.
 */
public record BuildSecrets(Secret password) {
  private static final int PASSWORD_LENGTH = 24;

  /** No letters or digits that look alike, so that a password can be typed off a screen. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  public static BuildSecrets random() {
    SecureRandom random = new SecureRandom();
    // Windows' complexity rule requires three of four kinds of characters; the head has them.
    StringBuilder password = new StringBuilder("aZ7-");
    while (password.length() < PASSWORD_LENGTH) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new BuildSecrets(new Secret(password.toString()));
  }

  /**
   * The token of one VM run, another each time: the runner in the guest keeps its place on the disk
   * under the job's token, and would go on in the middle of the next run's job with the same one.
   */
  public static String newToken() {
    byte[] token = new byte[16];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}
