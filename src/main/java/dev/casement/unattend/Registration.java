package dev.casement.unattend;

import static dev.casement.unattend.Setting.value;

import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registered user of Windows; if empty, Setup writes its default.
 *
 * <p>Source: Microsoft Learn, "RegisteredOrganization" and "RegisteredOwner" (Shell-Setup): up to
 * 256 characters each.
 *
 * @param organization the organization of the user
 * @param owner the name of the user
 */
public record Registration(
    @Key("The organization that Windows is registered to. Default: none.")
        @Form(value = FORM, says = "a name of at most 256 characters, in one line")
        Optional<String> organization,
    @Key("The owner that Windows is registered to. Default: what Setup writes.")
        @Form(value = FORM, says = "a name of at most 256 characters, in one line")
        Optional<String> owner) {
  /**
   * A single-line name that an answer file can represent; a regular expression for the whole text.
   */
  private static final String FORM =
      "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF]{1,256}";

  public Registration {
    organization.ifPresent(Registration::requireName);
    owner.ifPresent(Registration::requireName);
  }

  public static Registration none() {
    return new Registration(Optional.empty(), Optional.empty());
  }

  /** The settings of Shell-Setup. */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    organization.ifPresent(name -> settings.add(value("RegisteredOrganization", name)));
    owner.ifPresent(name -> settings.add(value("RegisteredOwner", name)));
    return settings;
  }

  private static void requireName(String name) {
    if (!name.matches(FORM)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a name of at most 256 characters, in one line");
    }
  }
}
