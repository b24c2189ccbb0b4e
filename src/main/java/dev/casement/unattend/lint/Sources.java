package dev.casement.unattend.lint;

/** How rules name their sources. */
final class Sources {
  private Sources() {}

  /** A page of Microsoft's reference, by its title. */
  static String reference(String title) {
    return "Microsoft Learn, Unattended Windows Setup Reference, \"" + title + "\"";
  }

  static String learn(String title) {
    return "Microsoft Learn, \"" + title + "\"";
  }

  static String facts(String section) {
    return "docs/windows-facts.md, " + section;
  }
}
