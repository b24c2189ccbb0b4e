package dev.casement.guest;

import java.util.List;

/**
 * What cloudbase-init is told in the image.
 *
 * @param username the account that it creates or takes over and sets the password of
 * @param groups the local groups that the account joins
 */
public record CloudbaseInitSettings(String username, List<String> groups) {
  public CloudbaseInitSettings {
    groups = List.copyOf(groups);
    if (username.isBlank()) {
      throw new IllegalArgumentException("cloudbase-init needs a user name");
    }
    requireOneValue(username);
    for (String group : groups) {
      if (group.isBlank() || group.contains(",")) {
        throw new IllegalArgumentException("no group name: \"" + group + "\"");
      }
      requireOneValue(group);
    }
  }

  // One line of an INI file each; a control character would end it.
  private static void requireOneValue(String text) {
    if (text.chars().anyMatch(Character::isISOControl) || !text.equals(text.strip())) {
      throw new IllegalArgumentException("no name for an account or a group: \"" + text + "\"");
    }
  }
}
