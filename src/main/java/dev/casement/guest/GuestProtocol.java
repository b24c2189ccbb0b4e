package dev.casement.guest;

import dev.casement.guest.GuestMessage.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wire format of the guest's progress protocol, version 1, as {@link GuestMessage} describes
 * it.
 *
 * <p>Firmware and boot loaders write on the same port, often without a line end, and a reset may
 * truncate a message. So the text of a message never holds the prefix itself ({@link #format}
 * escapes its slash): every occurrence of the prefix starts a message.
 */
public final class GuestProtocol {
  /** The prefix of every message. */
  public static final String PREFIX = "CASEMENT/1 ";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<token>[0-9a-f]{32}) (?<sequence>[1-9][0-9]{0,17}) (?<event>[a-z]{1,12})"
              + " (?<step>[a-z0-9][a-z0-9-]{0,99}) (?<percent>-|100|[1-9]?[0-9])"
              + "(?: (?<text>[ -~]*+))?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([nr\\\\])|u([0-9a-fA-F]{4})|.?)");

  private GuestProtocol() {}

  /**
   * The message on this line; empty for noise, a truncated or damaged message, or another version
   * of the protocol.
   *
   * @param line without its line feed; a trailing carriage return is ignored
   */
  public static Optional<GuestMessage> parse(String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    // From the right: anything before the last prefix is noise or a truncated message.
    for (int at = text.lastIndexOf(PREFIX); at >= 0; at = text.lastIndexOf(PREFIX, at - 1)) {
      Optional<GuestMessage> message = parseAfterPrefix(text.substring(at + PREFIX.length()));
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  /** The message as one line without a line end. */
  public static String format(GuestMessage message) {
    String percent =
        message.percent().isPresent() ? Integer.toString(message.percent().getAsInt()) : "-";
    return PREFIX
        + String.join(
            " ",
            message.token(),
            Long.toString(message.sequence()),
            message.event().name().toLowerCase(Locale.ROOT),
            message.step(),
            percent,
            escape(message.text()));
  }

  private static Optional<GuestMessage> parseAfterPrefix(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<Event> event = event(matcher.group("event"));
    Optional<String> message =
        matcher.group("text") == null ? Optional.of("") : unescape(matcher.group("text"));
    if (event.isEmpty() || message.isEmpty()) {
      return Optional.empty();
    }
    String percent = matcher.group("percent");
    return Optional.of(
        new GuestMessage(
            matcher.group("token"),
            Long.parseLong(matcher.group("sequence")),
            event.get(),
            matcher.group("step"),
            percent.equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(percent)),
            message.get()));
  }

  private static Optional<Event> event(String word) {
    for (Event event : Event.values()) {
      if (event.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (c < ' ' || c > '~') {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString().replace("CASEMENT/", "CASEMENT\\u002f");
  }

  /** The text without its escapes; empty when it has an invalid escape. */
  private static Optional<String> unescape(String text) {
    Matcher matcher = ESCAPE.matcher(text);
    StringBuilder plain = new StringBuilder(text.length());
    int from = 0;
    while (matcher.find()) {
      plain.append(text, from, matcher.start());
      from = matcher.end();
      String letter = matcher.group(1);
      String hex = matcher.group(2);
      if (hex != null) {
        plain.append((char) Integer.parseInt(hex, 16));
      } else if (letter != null) {
        plain.append(letter.equals("n") ? '\n' : letter.equals("r") ? '\r' : '\\');
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(plain.append(text, from, text.length()).toString());
  }
}
