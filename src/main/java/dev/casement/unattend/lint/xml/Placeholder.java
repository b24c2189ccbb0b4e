package dev.casement.unattend.lint.xml;

import java.util.regex.Pattern;

/**
 * Placeholders that programs such as Packer, Terraform, Jinja and MAAS replace before Windows reads
 * the file. Windows variables, {@code %NAME%}, are not placeholders.
 */
public final class Placeholder {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$\\{[^}]*}|%\\{[^}]*}|\\{\\{.*?}}|\\{%.*?%}|<%.*?%>|@@?[A-Z][A-Z0-9_]+@@?",
          Pattern.DOTALL);

  /**
   * A text that consists of a name between percent signs, replaced by a script or by Windows
   * itself, or of words in capitals joined by underscores, such as KVM_TEST_CDKEY of avocado-vt.
   */
  private static final Pattern WHOLE =
      Pattern.compile("%[A-Za-z_][A-Za-z0-9_]*%|[A-Z][A-Z0-9]+(_[A-Z][A-Z0-9]*)+");

  private Placeholder() {}

  /** Whether the text is not the final value. */
  public static boolean leavesOpen(String text) {
    return isIn(text) || WHOLE.matcher(text).matches();
  }

  /**
   * Whether the file is a template with optional parts, in which duplicate or missing settings are
   * not errors.
   */
  public static boolean choosesParts(Element root) {
    return root.deep().anyMatch(e -> !e.children().isEmpty() && isIn(e.text()));
  }

  public static boolean isIn(String text) {
    return FORM.matcher(text).find();
  }
}
