package dev.casement.unattend.lint.xml;

import java.util.regex.Pattern;

/**
 * Marks that programs such as Packer, Terraform, Jinja and MAAS fill in before Windows reads the
 * file. Variables of Windows, {@code %NAME%}, are no such marks.
 */
public final class Placeholder {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$\\{[^}]*}|%\\{[^}]*}|\\{\\{.*?}}|\\{%.*?%}|<%.*?%>|@@?[A-Z][A-Z0-9_]+@@?",
          Pattern.DOTALL);

  /**
   * Nothing but a name between percent signs, filled in by a script or by Windows itself, or words
   * in capitals joined by underscores, such as KVM_TEST_CDKEY of avocado-vt.
   */
  private static final Pattern WHOLE =
      Pattern.compile("%[A-Za-z_][A-Za-z0-9_]*%|[A-Z][A-Z0-9]+(_[A-Z][A-Z0-9]*)+");

  private Placeholder() {}

  /** Whether the text is not yet the value that Windows will see. */
  public static boolean leavesOpen(String text) {
    return isIn(text) || WHOLE.matcher(text).matches();
  }

  /**
   * Whether parts of the file are still to be chosen: then what is there twice, or missing, says
   * nothing.
   */
  public static boolean choosesParts(Element root) {
    return root.deep().anyMatch(e -> !e.children().isEmpty() && isIn(e.text()));
  }

  public static boolean isIn(String text) {
    return FORM.matcher(text).find();
  }
}
