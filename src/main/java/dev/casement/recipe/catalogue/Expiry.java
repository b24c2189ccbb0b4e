package dev.casement.recipe.catalogue;

import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.Start;
import dev.casement.recipe.catalogue.CatalogueEntry.Windows;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a Windows expires, and the instances made from its image with it.
 *
 * @param days after which it does
 * @param known whether the catalogue says so; otherwise this is what holds for such editions
 */
public record Expiry(EditionId edition, int days, boolean known) {
  /** Microsoft's Evaluation Center, of the evaluations of servers and of Enterprise editions. */
  private static final int SERVER_DAYS = 180;

  private static final int CLIENT_DAYS = 90;

  /**
   * The expiry of an edition, or empty if it does not expire.
   *
   * @param media of the recipe, which may name a medium of the catalogue
   */
  public static Optional<Expiry> of(Recipe.Media media, Release release, EditionId edition) {
    OptionalInt known =
        media.start() instanceof Start.Install(var source)
                && source.location() instanceof Named name
            ? MediaCatalogue.of(media).entry(name).windows().stream()
                .flatMapToInt(windows -> windows.expiresAfterDays().stream())
                .findFirst()
            : OptionalInt.empty();
    return of(known, release, edition);
  }

  /** The expiry of the Windows on a medium of the catalogue. */
  public static Optional<Expiry> of(Windows windows) {
    return of(windows.expiresAfterDays(), windows.release(), windows.edition());
  }

  /** The expiry of an edition of which no more is known. */
  public static Optional<Expiry> of(Release release, EditionId edition) {
    return of(OptionalInt.empty(), release, edition);
  }

  private static Optional<Expiry> of(OptionalInt known, Release release, EditionId edition) {
    if (known.isPresent()) {
      return Optional.of(new Expiry(edition, known.getAsInt(), true));
    }
    return edition.isEvaluation()
        ? Optional.of(new Expiry(edition, release.isServer() ? SERVER_DAYS : CLIENT_DAYS, false))
        : Optional.empty();
  }

  /** A sentence without its end. */
  @Override
  public String toString() {
    return edition
        + " expires"
        + (known ? "" : ", as a rule")
        + " after "
        + days
        + " days, also in instances made from the image";
  }
}
