package dev.casement.windows;

import java.util.List;

/**
 * One image of an install.wim, as its XML metadata describes it.
 *
 * @param name the {@code NAME}, which answer files match with {@code /IMAGE/NAME}
 * @param displayName the {@code DISPLAYNAME}, or the name if it is missing
 * @param languages language tags such as {@code en-US}, the default first
 * @param totalBytes size of the image's files once applied, in bytes
 */
public record WindowsImage(
    ImageIndex index,
    String name,
    String displayName,
    EditionId edition,
    Architecture architecture,
    WindowsVersion version,
    InstallationType installationType,
    List<String> languages,
    long totalBytes) {
  public WindowsImage {
    languages = List.copyOf(languages);
  }

  /** The name, and the display name if it differs. */
  public List<String> names() {
    return name.equalsIgnoreCase(displayName) || displayName.isBlank()
        ? List.of(name)
        : List.of(name, displayName);
  }
}
