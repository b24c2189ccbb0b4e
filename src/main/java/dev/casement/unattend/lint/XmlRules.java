package dev.casement.unattend.lint;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.unattend.lint.xml.AnswerFileText;
import dev.casement.unattend.lint.xml.MalformedXml;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules about XML syntax and encoding, which are checked while reading the file rather than on the
 * tree.
 */
public final class XmlRules {
  private static final LintRule NOT_WELL_FORMED =
      error(
          "malformed-xml",
          "Setup does not read an answer file that is not well-formed, and runs interactively",
          "fix the XML at this place",
          "XML 1.0, W3C",
          XmlRules::none);

  private static final LintRule MISSING_SPACE =
      error(
          "missing-space-between-attributes",
          "XML requires white space between attributes; Setup does not read a file without it",
          "put a space before the attribute",
          "XML 1.0, production 40",
          XmlRules::none);

  private static final LintRule DOCUMENT_TYPE =
      error(
          "document-type",
          "Microsoft's XML parsers refuse document types unless told otherwise, and so does"
              + " Casement",
          "remove <!DOCTYPE …> and write out its entities",
          Sources.learn("XmlReader.ProhibitDtd, MSXML ProhibitDTD Property"),
          XmlRules::none);

  private static final LintRule TOO_LARGE =
      error(
          "too-large",
          "no handwritten answer file is this large or this deeply nested; Casement does not read"
              + " it",
          "name an answer file, and put scripts into files of their own",
          "Casement's own limit",
          XmlRules::none);

  private static final LintRule ENCODING =
      error(
          "encoding-declaration",
          "an XML parser believes the declaration and reads nothing, or stops: Setup reports an"
              + " invalid answer file, or runs interactively",
          "save the file in UTF-8 without a byte order mark, and declare encoding=\"utf-8\"",
          "XML 1.0, 4.3.3; winutil issue 1724",
          XmlRules::none);

  private static final LintRule BYTE_ORDER_MARK =
      warning(
          "byte-order-mark",
          "Setup of build 26080 could not read answer files with a byte order mark of UTF-8; it is"
              + " not known since which build it can",
          "save the file in UTF-8 without a byte order mark",
          "unattend-generator issue 8",
          XmlRules::none);

  /** The first build of media that is known to reject a byte order mark. */
  private static final int FIRST_BUILD_WITHOUT_MARK = 26080;

  private XmlRules() {}

  public static List<LintRule> all() {
    return List.of(
        NOT_WELL_FORMED, MISSING_SPACE, DOCUMENT_TYPE, TOO_LARGE, ENCODING, BYTE_ORDER_MARK);
  }

  /** The findings about the bytes of a file that contains well-formed XML. */
  static List<Finding> ofBytes(String file, AnswerFileText text, LintContext context) {
    List<Finding> findings = new ArrayList<>();
    text.contradiction()
        .ifPresent(what -> findings.add(ENCODING.finding(file, Position.START, what)));
    boolean affected =
        context.install().stream()
            .flatMap(facts -> facts.images().stream())
            .anyMatch(image -> image.version().build() >= FIRST_BUILD_WITHOUT_MARK);
    if (text.hasUtf8Mark() && affected) {
      findings.add(
          BYTE_ORDER_MARK.finding(
              file, Position.START, "the file begins with a byte order mark of UTF-8"));
    }
    return findings;
  }

  static LintRule of(MalformedXml.Kind kind) {
    return switch (kind) {
      case NOT_WELL_FORMED -> NOT_WELL_FORMED;
      case MISSING_SPACE -> MISSING_SPACE;
      case DOCUMENT_TYPE -> DOCUMENT_TYPE;
      case TOO_LARGE -> TOO_LARGE;
    };
  }

  private static void none(Subject subject, LintRule.Report report) {
    // A text that was parsed into a tree satisfies these rules.
  }
}
