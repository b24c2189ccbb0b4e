package dev.casement.openstack.cloud;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The failures of this part: all of one category, each with what to do. */
public final class PublishFailures {
  private PublishFailures() {}

  /** Why a file cannot be read, a clause; the JDK's own words are often but its name. */
  public static String unreadable(Path file, IOException e) {
    return file
        + switch (e) {
          case NoSuchFileException missing -> " does not exist";
          case AccessDeniedException denied -> " cannot be read by this user";
          case CharacterCodingException coding -> " is not UTF-8 text";
          default -> " cannot be read: " + e.getMessage();
        };
  }

  public static BuildException of(String what, String remedy) {
    return of(what, remedy, null);
  }

  public static BuildException of(String what, String remedy, @Nullable Throwable cause) {
    return new BuildException(Failure.PUBLISH, what, remedy, cause);
  }
}
