package dev.casement.unattend.lint;

/** Formats the sources of rules. */
public final class Sources {
  private Sources() {}

  /** A page of Microsoft's reference, by its title. */
  public static String reference(String title) {
    return "Microsoft Learn, Unattended Windows Setup Reference, \"" + title + "\"";
  }

  public static String learn(String title) {
    return "Microsoft Learn, \"" + title + "\"";
  }

  public static String facts(String section) {
    return "docs/windows-facts.md, " + section;
  }
}
