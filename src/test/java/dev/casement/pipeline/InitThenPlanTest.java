package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.cli.output.RecipeDraft;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.media.wim.WimFile;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.inspect.InspectMedia;
import dev.casement.pipeline.inspect.StartMedium;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code init} writes for a medium, {@code plan} accepts with that medium. */
@Tag("host-locale")
class InitThenPlanTest {
  private static final List<Set<BootMode>> BOOT_MODES =
      List.of(EnumSet.allOf(BootMode.class), Set.of(BootMode.BIOS), Set.of(BootMode.UEFI));

  private static final List<String> CLIENTS =
      List.of(
          "Core",
          "CoreSingleLanguage",
          "HomeBasic",
          "Starter",
          "Ultimate",
          "Professional",
          "ProfessionalN",
          "Education",
          "Enterprise",
          "EnterpriseEval",
          "EnterpriseS",
          "EnterpriseSN",
          "IoTEnterprise",
          "IoTEnterpriseS");

  private static final List<String> SERVERS =
      List.of(
          "ServerStandard",
          "ServerStandardEval",
          "ServerDatacenter",
          "ServerDatacenterACor",
          "ServerStandardACor",
          "ServerTurbine",
          "ServerSolution",
          "ServerWeb",
          "ServerStorageStandard");

  private static final List<List<String>> LANGUAGES =
      List.of(
          List.of("en-US"),
          List.of("de-DE", "fr-FR"),
          List.of("sr-Latn-RS"),
          List.of("zh-TW"),
          List.of("pt-BR"),
          List.of("ca-ES-valencia"),
          List.of("qps-ploc"),
          List.of("de"),
          List.of());

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Release.class)
  void planTakesWhatInitWrites(Release release) throws IOException {
    SoftAssertions all = new SoftAssertions();
    int count = 0;
    for (InstallMedia media : media(release)) {
      WindowsImage image = media.images().getFirst();
      boolean startable =
          Arrays.stream(Firmware.values())
              .anyMatch(
                  firmware ->
                      release.supports(image.architecture(), firmware)
                          && media.bootModes().contains(BootMode.of(firmware)));
      String what = image + " on " + media.bootModes();
      boolean hasMachine = image.architecture() != Architecture.ARM64;
      if (startable && hasMachine && release.hasPowerShell(image)) {
        count++;
        all.assertThatCode(() -> plan(media)).as(what).doesNotThrowAnyException();
      } else {
        all.assertThatThrownBy(() -> draft(media)).as(what).isInstanceOf(BuildException.class);
      }
    }
    all.assertAll();
    assertThat(count).isGreaterThan(20);
  }

  @Test
  void a32BitWindowsIsBuiltForBios() throws IOException {
    InstallMedia media =
        medium(
            BOOT_MODES.getFirst(),
            image(Release.WINDOWS_10, Architecture.X86, "Professional", List.of("en-us")));
    assertThat(draft(media)).contains("firmware: bios");
    assertThat(plan(media).firmware()).isEqualTo(Firmware.BIOS);
  }

  @Test
  void theDiskHoldsALargeImage() throws IOException {
    WindowsImage small =
        image(Release.SERVER_2022, Architecture.AMD64, "ServerStandard", List.of("en-US"));
    WindowsImage large =
        new WindowsImage(
            small.index(),
            small.name(),
            small.displayName(),
            small.edition(),
            small.architecture(),
            small.version(),
            small.installationType(),
            small.languages(),
            70_000_000_000L);
    assertThat(draft(medium(BOOT_MODES.getFirst(), large))).contains("disk: 131G");
    plan(medium(BOOT_MODES.getFirst(), large));
  }

  @Test
  void aMediumThatBootsOnNothingGetsNoRecipe() {
    InstallMedia media =
        medium(
            Set.of(),
            image(Release.SERVER_2022, Architecture.AMD64, "ServerStandard", List.of("en-US")));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> draft(media))
        .withMessageContaining("is not bootable")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA));
  }

  private static List<InstallMedia> media(Release release) {
    List<String> editions = release.isServer() ? SERVERS : CLIENTS;
    Stream<InstallMedia> everyEdition =
        Arrays.stream(Architecture.values())
            .flatMap(
                architecture ->
                    editions.stream()
                        .map(edition -> image(release, architecture, edition, List.of("en-US"))))
            .flatMap(image -> BOOT_MODES.stream().map(modes -> medium(modes, image)));
    Stream<InstallMedia> everyLanguage =
        LANGUAGES.stream()
            .map(
                languages ->
                    medium(
                        BOOT_MODES.getFirst(),
                        image(release, Architecture.AMD64, editions.getFirst(), languages)));
    return Stream.concat(everyEdition, everyLanguage).toList();
  }

  private static InstallMedia medium(Set<BootMode> modes, WindowsImage image) {
    WimFile wim = new WimFile(WimFile.Compression.LZX, false, 1, 1, List.of(image), List.of());
    return new InstallMedia("LABEL", modes, Optional.empty(), false, "sources/install.wim", wim);
  }

  private static WindowsImage image(
      Release release, Architecture architecture, String edition, List<String> languages) {
    return new WindowsImage(
        new ImageIndex(1),
        release.displayName() + " " + edition,
        release.displayName(),
        new EditionId(edition),
        architecture,
        release.currentVersion(),
        release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        languages,
        9_000_000_000L);
  }

  private String draft(InstallMedia media) {
    return new RecipeDraft("a.iso", media)
        .text(
            new RecipeDraft.Files(
                new RecipeDraft.Medium.OnHost(directory.resolve("a.iso")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            directory);
  }

  private WindowsSource plan(InstallMedia media) throws IOException {
    Path file = Files.writeString(directory.resolve("recipe.yaml"), draft(media));
    Recipe recipe = new RecipeFile(file, Map.of()).read();
    return new InspectMedia(recipe)
        .resolve(
            new Media(
                Medium.unread(directory.resolve("a.iso")), Optional.empty(), Optional.empty()),
            StartMedium.of(media),
            Optional.empty());
  }
}
