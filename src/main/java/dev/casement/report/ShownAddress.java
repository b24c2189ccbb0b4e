package dev.casement.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Web addresses for messages and records, without what may be secret in them. */
public final class ShownAddress {
  private static final Pattern FORM =
      Pattern.compile(
          "(?is)(?<scheme>[a-z][a-z0-9+.-]*://)(?<user>[^/?#@]*@)?"
              + "(?<server>(?:\\[[^\\]/?#@]*\\]|[^:/?#@\\[\\]]+)(?::[0-9]*)?)"
              + "(?<path>/[^?#]*)?(?:[?#].*)?");

  private ShownAddress() {}

  /**
   * A text that is an address, or was meant as one, without user, password, query and fragment.
   *
   * <p>Where a password has a slash or a number sign, nobody can say where it ends: nothing is
   * shown then but the scheme.
   */
  public static String of(String text) {
    Matcher address = FORM.matcher(text);
    if (address.matches()) {
      String path = address.group("path") == null ? "" : address.group("path");
      String user = address.group("user") == null ? "" : "…@";
      return address.group("scheme") + user + address.group("server") + path;
    }
    return text.contains("@")
        ? text.replaceFirst("(?is)^(https?://)?.*", "$1…")
        : text.replaceFirst("(?s)[?#].*", "");
  }
}
