package dev.casement.windows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A release and an edition that a client setup key is for. */
public record ClientKeyUse(Release release, String edition) {
  private static final List<String> EDITIONS =
      List.of(
          "Professional",
          "ProfessionalN",
          "ProfessionalE",
          "ProfessionalWorkstation",
          "ProfessionalWorkstationN",
          "ProfessionalEducation",
          "ProfessionalEducationN",
          "Education",
          "EducationN",
          "Enterprise",
          "EnterpriseN",
          "EnterpriseE",
          "EnterpriseG",
          "EnterpriseGN",
          "EnterpriseS",
          "EnterpriseSN",
          "ServerWeb",
          "ServerStandard",
          "ServerEnterprise",
          "ServerDatacenter");

  /** EnterpriseS changes its key with the build. */
  private static final List<Integer> LONG_TERM_BUILDS = List.of(10240, 14393, 17763);

  private static final Map<String, List<ClientKeyUse>> USES = uses();

  private static Map<String, List<ClientKeyUse>> uses() {
    Map<String, List<ClientKeyUse>> uses = new LinkedHashMap<>();
    for (Release release : Release.values()) {
      for (String edition : EDITIONS) {
        List<Integer> builds = new ArrayList<>(List.of(release.currentVersion().build()));
        LONG_TERM_BUILDS.stream().filter(release::hasBuild).forEach(builds::add);
        ClientKeyUse use = new ClientKeyUse(release, edition);
        builds.stream()
            .flatMap(build -> ClientSetupKeys.of(release, new EditionId(edition), build).stream())
            .map(key -> uses.computeIfAbsent(key.reveal(), _ -> new ArrayList<>()))
            .filter(list -> !list.contains(use))
            .forEach(list -> list.add(use));
      }
    }
    return uses;
  }

  /** What a key is for; empty when it is none of the client setup keys. */
  public static List<ClientKeyUse> of(String key) {
    return List.copyOf(USES.getOrDefault(key.strip().toUpperCase(Locale.ROOT), List.of()));
  }

  /** Server Core of 2008 R2 has the key of its edition. */
  public boolean fits(Release other, String editionId) {
    String wanted = editionId.toLowerCase(Locale.ROOT);
    String core = edition.toLowerCase(Locale.ROOT) + "core";
    return release == other && (edition.equalsIgnoreCase(editionId) || wanted.equals(core));
  }

  @Override
  public String toString() {
    return release.displayName() + " " + edition;
  }
}
