package dev.casement.unattend.lint.xml;

import dev.casement.report.Position;

/**
 * Reports that a text is not XML that Windows accepts, with position and reason; becomes a finding.
 */
public final class MalformedXml extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kind of error; each is a rule of its own. */
  public enum Kind {
    NOT_WELL_FORMED,
    MISSING_SPACE,
    DOCUMENT_TYPE,
    TOO_LARGE
  }

  private final Kind kind;
  private final transient Position position;

  MalformedXml(Kind kind, Position position, String message) {
    super(message);
    this.kind = kind;
    this.position = position;
  }

  public Kind kind() {
    return kind;
  }

  public Position position() {
    return position;
  }

  public String what() {
    return String.valueOf(getMessage());
  }
}
