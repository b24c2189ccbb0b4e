package dev.casement.recipe.catalogue;

import dev.casement.http.ServerAddress;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.report.ShownAddress;
import dev.casement.units.Sha256;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsVersion;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A medium of the catalogue. A name always stands for the same file: another one has another name.
 *
 * @param version of what is on the medium, if it is software other than Windows
 * @param addresses where the file can be downloaded, in the order to try; at least one
 * @param size in bytes; empty if not known
 * @param sha256 empty if nobody has published it; then only https addresses are accepted
 * @param windows what an install medium installs; empty for other media
 * @param source where these facts come from
 */
public record CatalogueEntry(
    String name,
    Role role,
    Optional<String> version,
    List<URI> addresses,
    OptionalLong size,
    Optional<Sha256> sha256,
    Licence licence,
    Optional<Windows> windows,
    String source) {
  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public CatalogueEntry {
    addresses = List.copyOf(addresses);
    if (!name.matches(Named.FORM)) {
      throw new IllegalArgumentException("\"" + name + "\" is not a name of lower-case letters");
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(name + " has no address");
    }
    for (URI address : addresses) {
      Optional<String> flaw = ServerAddress.flawAsWritten(address);
      if (flaw.isPresent()) {
        throw new IllegalArgumentException(
            name + ": \"" + ShownAddress.of(address.toString()) + "\": " + flaw.get());
      }
      if (sha256.isEmpty() && !"https".equalsIgnoreCase(address.getScheme())) {
        throw new IllegalArgumentException(
            name
                + ": an address without https needs a sha256, since anybody on the way could"
                + " replace the file");
      }
    }
    if (role == Role.INSTALL && windows.isEmpty()) {
      throw new IllegalArgumentException(name + " is an install medium and has no \"windows\"");
    }
  }

  /** What a medium can be used for, by the key of the recipe. */
  public enum Role {
    INSTALL("install"),
    DRIVERS("drivers"),
    CLOUDBASE_INIT("cloudbaseInit"),
    MORE_DRIVERS("moreDrivers"),
    FEATURES("features");

    private final String key;

    Role(String key) {
      this.key = key;
    }

    /** The name of the key below {@code media}. */
    public String key() {
      return key;
    }
  }

  /**
   * The terms under which the medium may be used.
   *
   * @param accept whether the user has to accept them before Casement downloads the medium
   */
  public record Licence(String name, URI address, boolean accept) {
    /**
     * @throws IllegalArgumentException with a message for the user
     */
    public Licence {
      if (ServerAddress.hasUser(address)) {
        throw new IllegalArgumentException(
            "the address of the licence has a user or password in it, which messages would show");
      }
    }
  }

  /**
   * What an install medium installs.
   *
   * @param edition the edition that a first recipe selects
   * @param language the language tag of the medium
   * @param expiresAfterDays after how many days this Windows expires; empty if it does not
   */
  public record Windows(
      Release release,
      WindowsVersion version,
      EditionId edition,
      String language,
      OptionalInt expiresAfterDays) {
    /**
     * @throws IllegalArgumentException with a message for the user
     */
    public Windows {
      if (expiresAfterDays.orElse(1) < 1) {
        throw new IllegalArgumentException("\"windows.expiresAfterDays\" is not a number of days");
      }
    }
  }

  /** The addresses as locations, in the order to try. */
  public List<Download> downloads() {
    return addresses.stream().map(Download::new).toList();
  }
}
