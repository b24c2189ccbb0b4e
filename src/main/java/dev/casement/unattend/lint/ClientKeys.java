package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.ClientKeyUse;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;

/** What client setup keys in an answer file tell of the Windows it installs. */
public final class ClientKeys {
  private ClientKeys() {}

  /** The release, when the client setup keys are all for the same one. */
  static Optional<Release> release(List<String> keys) {
    List<Release> releases =
        keys.stream()
            .flatMap(key -> ClientKeyUse.of(key).stream())
            .map(ClientKeyUse::release)
            .distinct()
            .toList();
    return releases.size() == 1 ? Optional.of(releases.getFirst()) : Optional.empty();
  }

  /** The keys in UserData. */
  public static List<String> keys(List<Element> setups) {
    return setups.stream()
        .flatMap(setup -> setup.value("UserData/ProductKey/Key").stream())
        .toList();
  }
}
