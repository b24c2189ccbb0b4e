package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.ClientKeyUse;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;

/** Derives the Windows to be installed from client setup keys in an answer file. */
public final class ClientKeys {
  private ClientKeys() {}

  /** The release, if all client setup keys are for the same one. */
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
