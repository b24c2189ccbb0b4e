package dev.casement.recipe;

import dev.casement.guest.UpdateRules;
import dev.casement.guest.UpdateRules.OnFailure;
import dev.casement.guest.UpdateSource;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import dev.casement.recipe.key.OneOf;
import dev.casement.recipe.key.Shorthand;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where Windows updates come from: packages first, then a server, in rounds until it offers no more
 * updates.
 *
 * @param source a server that needs no address; present if and only if {@code wsus} is empty
 * @param packages a directory with .msu and .cab files, installed first, in the order of their
 *     names
 * @param excluded articles to leave out, such as {@code KB5034439}
 * @param onFailure what to do when an update cannot be installed
 */
@Shorthand("source")
@OneOf(
    value = {"source", "wsus"},
    required = false)
public record Updates(
    @Key("Microsoft's own servers, or none.") Optional<Servers> source,
    @Key("The address of a WSUS server.") Optional<URI> wsus,
    @Key(
            "A directory with .msu and .cab files, installed first, in the order of their names;"
                + " relative to the recipe's directory.")
        Optional<Path> packages,
    @Key(
            name = "exclude",
            value = "Updates and packages to leave out, by their articles, such as KB5034439.")
        @Form(value = UpdateRules.ARTICLE, says = "an article such as KB5034439")
        List<String> excluded,
    @Key(
            value =
                "What happens when an update cannot be installed but all others can: fail, or"
                    + " report (a warning, and update.failed in the manifest).",
            standard = "fail")
        OnFailure onFailure) {
  /** The sources of updates that need no address. */
  public enum Servers {
    MICROSOFT_UPDATE,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Updates {
    excluded = List.copyOf(excluded);
    Servers defaultServers = packages.isPresent() ? Servers.NONE : Servers.MICROSOFT_UPDATE;
    source = wsus.isPresent() ? Optional.empty() : Optional.of(source.orElse(defaultServers));
  }

  /** All updates from these sources; one that cannot be installed fails the build. */
  public Updates(Optional<Path> packages, Optional<UpdateSource> server) {
    this(
        Optional.of(server.isPresent() ? Servers.MICROSOFT_UPDATE : Servers.NONE),
        server.flatMap(Updates::address),
        packages,
        List.of(),
        OnFailure.FAIL);
  }

  private static Optional<URI> address(UpdateSource server) {
    return switch (server) {
      case UpdateSource.MicrosoftUpdate() -> Optional.empty();
      case UpdateSource.Wsus(URI address) -> Optional.of(address);
    };
  }

  /** Microsoft's own servers. */
  public static Updates fromMicrosoft() {
    return Defaults.of(Updates.class);
  }

  public static Updates none() {
    return new Updates(Optional.empty(), Optional.empty());
  }

  /** The server to ask for updates, if any. */
  public Optional<UpdateSource> server() {
    return wsus.<UpdateSource>map(UpdateSource.Wsus::new)
        .or(
            () ->
                source
                    .filter(servers -> servers == Servers.MICROSOFT_UPDATE)
                    .map(servers -> new UpdateSource.MicrosoftUpdate()));
  }

  public boolean isNone() {
    return packages.isEmpty() && server().isEmpty();
  }
}
