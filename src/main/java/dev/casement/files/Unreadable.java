package dev.casement.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file could not be read, as a message for the user. */
public final class Unreadable {
  private Unreadable() {}

  /** A clause that begins with the file's name; the JDK's own message is often only that name. */
  public static String why(Path file, IOException e) {
    return file
        + switch (e) {
          case NoSuchFileException missing -> " does not exist";
          case AccessDeniedException denied -> " cannot be read by this user";
          case CharacterCodingException coding -> " is not UTF-8 text";
          default -> " cannot be read: " + e.getMessage();
        };
  }
}
