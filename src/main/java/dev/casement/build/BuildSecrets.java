package dev.casement.build;

import dev.casement.report.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What each build makes up for itself: the token that its guest signs messages with, and the
 * password of the account that Setup creates.
 */
record BuildSecrets(String token, Secret password) {
  private static final int PASSWORD_LENGTH = 24;

  /** No letters or digits that look alike, so that a password can be typed off a screen. */
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  static BuildSecrets random() {
    SecureRandom random = new SecureRandom();
    byte[] token = new byte[16];
    random.nextBytes(token);
    // Windows' complexity rule wants three of four kinds of characters; the head sees to that.
    StringBuilder password = new StringBuilder("aZ7-");
    while (password.length() < PASSWORD_LENGTH) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new BuildSecrets(HexFormat.of().formatHex(token), new Secret(password.toString()));
  }
}
