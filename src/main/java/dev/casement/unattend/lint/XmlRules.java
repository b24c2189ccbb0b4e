package dev.casement.unattend.lint;

import static dev.casement.unattend.lint.Rule.error;

import java.util.List;

/** Rules about XML itself; the reader finds these, and no others after one of them. */
final class XmlRules {
  private static final Rule NOT_WELL_FORMED =
      error(
          "malformed-xml",
          "Setup reads no answer file that is not well-formed, and installs by hand",
          "mend the XML at this place",
          "XML 1.0, W3C",
          XmlRules::none);

  private static final Rule MISSING_SPACE =
      error(
          "missing-space-between-attributes",
          "XML wants white space between attributes; Setup reads no file without it",
          "put a space before the attribute",
          "XML 1.0, production 40",
          XmlRules::none);

  private static final Rule DOCUMENT_TYPE =
      error(
          "document-type",
          "Microsoft's XML parsers refuse document types unless told otherwise, and so does"
              + " Casement",
          "remove <!DOCTYPE …> and write out its entities",
          Sources.learn("XmlReader.ProhibitDtd, MSXML ProhibitDTD Property"),
          XmlRules::none);

  private static final Rule TOO_LARGE =
      error(
          "too-large",
          "it is no answer file that a person wrote; Casement does not read it",
          "name an answer file, and put scripts into files of their own",
          "Casement's own limit",
          XmlRules::none);

  private XmlRules() {}

  static List<Rule> all() {
    return List.of(NOT_WELL_FORMED, MISSING_SPACE, DOCUMENT_TYPE, TOO_LARGE);
  }

  static Rule of(MalformedXml.Kind kind) {
    return switch (kind) {
      case NOT_WELL_FORMED -> NOT_WELL_FORMED;
      case MISSING_SPACE -> MISSING_SPACE;
      case DOCUMENT_TYPE -> DOCUMENT_TYPE;
      case TOO_LARGE -> TOO_LARGE;
    };
  }

  private static void none(Subject subject, Rule.Report report) {
    // A text that has become a tree keeps these rules.
  }
}
