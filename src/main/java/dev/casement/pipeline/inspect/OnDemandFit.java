package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan.OnDemand;
import dev.casement.report.Spelling;
import dev.casement.windows.Capability;
import dev.casement.windows.LanguagePack;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds capabilities and language packs on {@code media.features}, and reports those that are
 * missing.
 */
final class OnDemandFit {
  private static final int FIRST_WITH_CAPABILITIES = 10240;

  /** Windows 10 1709. */
  private static final int FIRST_WITH_OPEN_SSH = 16299;

  private static final String REMEDY =
      "; Microsoft has an ISO of languages and features on demand for each version of Windows";

  private final OnDemandMedia media;
  private final boolean anyMedia;
  private final Release release;
  private final WindowsImage image;
  private final MediaChecks fit;

  OnDemandFit(
      OnDemandMedia media, boolean anyMedia, Release release, WindowsImage image, MediaChecks fit) {
    this.media = media;
    this.anyMedia = anyMedia;
    this.release = release;
    this.image = image;
    this.fit = fit;
  }

  List<OnDemand> capabilities(List<String> names) {
    if (!names.isEmpty() && image.version().build() < FIRST_WITH_CAPABILITIES) {
      fit.problem(
          "windows.capabilities: %s has none; they came with Windows 10 and Server 2016"
              .formatted(release));
      return List.of();
    }
    return names.stream().map(Capability::new).map(this::capability).toList();
  }

  private OnDemand capability(Capability capability) {
    if (capability.isOpenSsh() && image.version().build() < FIRST_WITH_OPEN_SSH) {
      fit.problem(
          "windows.capabilities: %s is not for %s; it came with Windows 10 1709 and Server 2019"
              .formatted(capability, release));
    }
    Optional<String> path =
        media.find(file -> capability.isIn(OnDemandMedia.name(file), image.architecture()));
    // Learn, "Get started with OpenSSH for Windows": installed by default since Server 2025.
    if (path.isPresent() || (capability.isOpenSsh() && release == Release.SERVER_2025)) {
      return new OnDemand(capability.name(), path);
    }
    if (!anyMedia) {
      fit.problem(
          "windows.capabilities: %s does not have %s in its image; add media.features"
                  .formatted(release, capability)
              + REMEDY);
    } else if (media.isComplete()) {
      missing(capability);
    }
    // Any cabinet identifies the directory, in case dism finds a capability that Casement does not
    // know.
    return new OnDemand(capability.name(), Optional.of(anyCabinet()));
  }

  private void missing(Capability capability) {
    Optional<String> meant = Spelling.nearest(capability.name(), available(), 6);
    if (capability.packageName().isPresent()) {
      fit.problem(
          "windows.capabilities: media.features has no %s for %s, which contains %s%s"
              .formatted(
                  capability.packageName().get(),
                  image.architecture(),
                  capability,
                  meant.map(name -> "; the nearest it has is " + name).orElse(REMEDY)));
    } else if (meant.isPresent()) {
      fit.problem(
          "windows.capabilities: %s is not known; did you mean %s?"
              .formatted(capability, meant.get()));
    } else {
      fit.warning(
          "windows.capabilities: Casement does not know which package contains %s; dism will report whether media.features has it"
              .formatted(capability));
    }
  }

  /** The capabilities and languages on the media whose packages Casement recognizes. */
  private List<String> available() {
    List<String> cabinets = media.cabinets();
    List<String> names = new ArrayList<>(Capability.known());
    cabinets.stream()
        .flatMap(cabinet -> Capability.ofLanguageCabinet(cabinet).stream())
        .forEach(names::add);
    return names.stream()
        .filter(
            name -> {
              Capability capability = new Capability(name);
              return cabinets.stream()
                  .anyMatch(file -> capability.isIn(file, image.architecture()));
            })
        .distinct()
        .toList();
  }

  private String anyCabinet() {
    return media
        .find(path -> path.toLowerCase(Locale.ROOT).endsWith(".cab"))
        .orElse("LanguagesAndOptionalFeatures");
  }

  List<OnDemand> languages(List<String> tags) {
    return tags.stream().map(this::language).toList();
  }

  private OnDemand language(String tag) {
    LanguagePack pack = new LanguagePack(tag);
    boolean server = release.isServer();
    Optional<String> path = media.find(file -> pack.isIn(file, server, image.architecture()));
    if (path.isEmpty() && media.isComplete()) {
      List<String> there =
          media.all().stream()
              .flatMap(file -> LanguagePack.tagOf(file, server, image.architecture()).stream())
              .distinct()
              .sorted()
              .toList();
      fit.problem(
          "windows.languages: media.features has no language pack %s of %s for %s%s"
              .formatted(
                  tag,
                  server ? "servers" : "clients",
                  image.architecture(),
                  there.isEmpty() ? REMEDY : "; it has " + String.join(", ", there)));
    }
    return new OnDemand(tag, Optional.of(path.orElse(pack.cabinet(server, image.architecture()))));
  }
}
