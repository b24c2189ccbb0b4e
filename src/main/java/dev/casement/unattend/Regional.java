package dev.casement.unattend;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Language, formats, keyboard and time zone.
 *
 * @param uiLanguage a language of the install medium, such as {@code en-US}; Setup stops at any
 *     other
 * @param locale the locale of formats and of programs without Unicode, such as {@code de-CH}
 * @param keyboard a language tag for its default keyboard, or locale and layout such as {@code
 *     0409:00020409}; semicolons separate several
 * @param timeZone a Windows time zone name, such as {@code W. Europe Standard Time} or {@code UTC}
 */
public record Regional(String uiLanguage, String locale, String keyboard, String timeZone) {
  private static final String TAG =
      "[A-Za-z]{2,3}(?:(?:-[A-Za-z0-9]{2,8}){1,3}(?:_[A-Za-z]{2,8})?)?";
  private static final Pattern LANGUAGE = Pattern.compile(TAG);

  /** Source: Microsoft Learn, "InputLocale" of Microsoft-Windows-International-Core. */
  private static final String KEYBOARD = "(?:" + TAG + "|[0-9A-Fa-f]{4}:[0-9A-Fa-f]{8})";

  /** The form of keyboards, as a regular expression. */
  public static final String KEYBOARD_FORM = KEYBOARD + "(?:;" + KEYBOARD + ")*";

  private static final Pattern KEYBOARDS = Pattern.compile(KEYBOARD_FORM);

  /**
   * The form of time zone names, as a regular expression; {@code _dstoff} disables daylight saving
   * time (Microsoft Learn, "TimeZone").
   */
  public static final String TIME_ZONE_FORM =
      "[A-Za-z0-9](?:[A-Za-z0-9 .()+-]{0,240}[A-Za-z0-9)])?(?:_dstoff)?";

  private static final Pattern TIME_ZONE = Pattern.compile(TIME_ZONE_FORM);

  public Regional {
    requireLanguage(uiLanguage);
    requireLanguage(locale);
    if (!KEYBOARDS.matcher(keyboard).matches()) {
      throw new IllegalArgumentException(
          "\""
              + keyboard
              + "\" is not a keyboard; write a language tag such as en-US, or locale and"
              + " layout such as 0409:00020409");
    }
    if (!TIME_ZONE.matcher(timeZone).matches()) {
      throw new IllegalArgumentException(
          "\""
              + timeZone
              + "\" is not a Windows time zone name; `tzutil /l` lists them, such as"
              + " W. Europe Standard Time");
    }
  }

  /** The same language for everything. */
  public static Regional of(String language, String timeZone) {
    return new Regional(language, language, language, timeZone);
  }

  /**
   * Uses the locale for formats, and also as language if the medium has it. Otherwise the language
   * is the medium's first one, since Setup stops at a language that it cannot display. Entries of
   * the medium that are not language tags are ignored.
   *
   * @param languages those of the WIM image to be installed, the default first
   */
  public static Regional forMedium(
      List<String> languages, String locale, String keyboard, String timeZone) {
    String uiLanguage =
        languages.stream()
            .filter(locale::equalsIgnoreCase)
            .findFirst()
            .or(() -> languages.stream().filter(Regional::isLanguage).findFirst())
            .orElse(locale);
    return new Regional(uiLanguage, locale, keyboard, timeZone);
  }

  private static boolean isLanguage(String tag) {
    return LANGUAGE.matcher(tag).matches();
  }

  private static void requireLanguage(String tag) {
    if (!isLanguage(tag)) {
      throw new IllegalArgumentException("\"" + tag + "\" is not a language tag such as en-US");
    }
  }
}
