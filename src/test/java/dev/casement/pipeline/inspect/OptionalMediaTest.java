package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.OptionalPlan;
import dev.casement.guest.OptionalPlan.OnDemand;
import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Optionals;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.report.BuildException;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recipe wants beside plain Windows, held against the media it comes from. */
class OptionalMediaTest {
  private static final String LOF = "LanguagesAndOptionalFeatures/";
  private static final String BASIC_FR =
      "Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package~31bf3856ad364e35~amd64~~.cab";

  @TempDir Path directory;

  private Release release = Release.SERVER_2022;
  private Path install = Path.of("absent.iso");
  private final List<Path> moreDrivers = new ArrayList<>();
  private final List<Path> onDemand = new ArrayList<>();
  private List<String> features = List.of();
  private List<String> capabilities = List.of();
  private List<String> languages = List.of();
  private final MediaChecks fit = new MediaChecks();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sources/sxs/microsoft-windows-netfx3-ondemand-package.cab",
        "sources/sxs/x86_netfx-mscorsec_dll_b03f5f7f11d50a3a_6.2.9200_none/mscorsec.dll"
      })
  void netFx3IsTakenFromTheInstallMediumThatBringsIt(String file) {
    features = List.of("TelnetClient", "netfx3");
    install = iso("install.iso", "sources/install.wim", file);

    assertThat(plan().features()).containsExactly("TelnetClient", "netfx3");
    fit.throwIfAny();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void netFx3IsRefusedWhereNeitherTheMediumNorTheImageHasIt(Release each) {
    release = each;
    features = List.of("NetFx3");
    install = iso("install.iso", "sources/install.wim", "sources/sxs/other.cab");

    plan();

    boolean inTheImage = each == Release.WINDOWS_7 || each == Release.SERVER_2008_R2;
    assertThat(fit.problemCount()).isEqualTo(inTheImage ? 0 : 1);
    if (!inTheImage) {
      assertThat(problems())
          .contains("windows.features has NetFx3", "sources/sxs of " + install, "or leave NetFx3");
    }
  }

  @Test
  void aMediumThatIsNotThereYetIsTakenForRight() {
    features = List.of("NetFx3");
    moreDrivers.add(directory.resolve("absent.iso"));

    assertThat(plan().moreDrivers()).isTrue();
    assertThat(payload()).isEmpty();
    fit.throwIfAny();
  }

  @Test
  void eachDirectoryWithADriverIsInThePayloadWithAllThatIsBelowIt() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("ipmi/en"));
    Files.writeString(directory.resolve("ipmi/IPMI.INF"), "[Version]");
    Files.writeString(tree.resolve("ipmi.dll"), "MZ");
    moreDrivers.add(directory.resolve("ipmi"));
    String deep = "a/b/c/d/e/f/Win 10 (x64)/";
    moreDrivers.add(
        iso("nic.iso", "setup.exe", "nic/n.inf", "nic/n.cat", "nic/x64/m.inf", "readme/r.txt"));
    Files.createDirectories(directory.resolve(deep));
    moreDrivers.add(directory.resolve("a"));
    Files.writeString(directory.resolve(deep + "deep.inf"), "[Version]");

    assertThat(payload())
        .containsExactly(
            "casement/payload/drivers/01-001/IPMI.INF",
            "casement/payload/drivers/01-001/en/ipmi.dll",
            "casement/payload/drivers/02-001-nic/n.cat",
            "casement/payload/drivers/02-001-nic/n.inf",
            "casement/payload/drivers/02-001-nic/x64/m.inf",
            "casement/payload/drivers/03-001-b-c-d-e-f-Win-10-x64/deep.inf");
    fit.throwIfAny();
  }

  @Test
  void everyMediumWithoutDriversIsNamed() throws IOException {
    moreDrivers.add(Files.createDirectories(directory.resolve("empty")));
    moreDrivers.add(iso("setup.iso", "setup.exe"));
    moreDrivers.add(Files.writeString(directory.resolve("drivers.zip"), "PK\3\4"));

    assertThat(payload()).isEmpty();
    assertThat(problems())
        .contains(
            "media.moreDrivers[0]: there is no .inf file in " + directory.resolve("empty"),
            "media.moreDrivers[1]: there is no .inf file in " + directory.resolve("setup.iso"),
            "media.moreDrivers[2]: " + directory.resolve("drivers.zip") + " is not an ISO image");
  }

  @Test
  void packagesAreFoundWhereTheMediaHaveThem() throws IOException {
    Path files = Files.createDirectories(directory.resolve("lp"));
    Files.writeString(files.resolve("microsoft-windows-server-language-pack_x64_fr-fr.cab"), "");
    Files.writeString(files.resolve("Microsoft-Windows-Client-Language-Pack_x64_fr-fr.cab"), "");
    onDemand.add(files);
    onDemand.add(
        iso(
            "fod.iso",
            LOF + "OpenSSH-Server-Package~31bf3856ad364e35~arm64~~.cab",
            LOF + "OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab",
            LOF + BASIC_FR));
    languages = List.of("fr-FR");
    capabilities = List.of("OpenSSH.Server~~~~0.0.1.0", "Language.Basic~~~fr-FR~0.0.1.0");

    OptionalPlan plan = plan();

    fit.throwIfAny();
    assertThat(plan.languages())
        .containsExactly(
            new OnDemand(
                "fr-FR",
                Optional.of(
                    "casement/payload/features/01/microsoft-windows-server-language-pack_x64_fr-fr.cab")));
    assertThat(plan.capabilities())
        .containsExactly(
            new OnDemand(
                "OpenSSH.Server~~~~0.0.1.0",
                Optional.of(LOF + "OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab")),
            new OnDemand("Language.Basic~~~fr-FR~0.0.1.0", Optional.of(LOF + BASIC_FR)));
    assertThat(payload())
        .containsExactlyInAnyOrder(
            "casement/payload/features/01/microsoft-windows-server-language-pack_x64_fr-fr.cab",
            "casement/payload/features/01/Microsoft-Windows-Client-Language-Pack_x64_fr-fr.cab");
  }

  @Test
  void whatIsNotOnTheMediaIsNamedAllAtOnceWithWhatIs() {
    onDemand.add(
        iso(
            "fod.iso",
            LOF + BASIC_FR,
            LOF + "OpenSSH-Client-Package~31bf3856ad364e35~amd64~~.cab",
            LOF + "Microsoft-Windows-Server-Language-Pack_x64_de-de.cab",
            LOF + "Microsoft-Windows-Client-Language-Pack_x64_fr-fr.cab"));
    languages = List.of("fr-FR");
    capabilities =
        List.of(
            "OpenSSH.Server~~~~0.0.1.0",
            "Language.Basic~~~fr-CA~0.0.1.0",
            "Language.OCR~~~ja-JP~0.0.1.0",
            "OpenSSH.Clint~~~~0.0.1.0",
            "Some.Thing.New~~~~0.0.1.0");

    plan();

    assertThat(problems())
        .contains(
            "windows.languages: media.features has no language pack fr-FR of servers for amd64; it"
                + " has de-de",
            "windows.capabilities: media.features has no OpenSSH-Server-Package for amd64, which contains"
                + " OpenSSH.Server~~~~0.0.1.0; the nearest it has is OpenSSH.Client~~~~0.0.1.0",
            "Language.Basic~~~fr-CA~0.0.1.0; the nearest it has is Language.Basic~~~fr-fr~0.0.1.0",
            "no Microsoft-Windows-LanguageFeatures-OCR-ja-JP-Package for amd64",
            "windows.capabilities: OpenSSH.Clint~~~~0.0.1.0 is not known; did you mean"
                + " OpenSSH.Client~~~~0.0.1.0?");
    assertThat(fit.problemCount()).isEqualTo(5);
    assertThat(fit.warnings())
        .singleElement()
        .asString()
        .contains("does not know which package contains Some.Thing.New~~~~0.0.1.0");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void openSshNeedsNoMediumOnServer2025AndIsRefusedWhereThereIsNone(Release each) {
    release = each;
    capabilities = List.of("OpenSSH.Server~~~~0.0.1.0");

    OptionalPlan plan = plan();

    if (each == Release.SERVER_2025) {
      fit.throwIfAny();
      assertThat(plan.capabilities())
          .containsExactly(new OnDemand("OpenSSH.Server~~~~0.0.1.0", Optional.empty()));
    } else if (each.currentVersion().build() < 10240) {
      assertThat(problems()).contains("has none; they came with Windows 10 and Server 2016");
    } else if (each == Release.SERVER_2016) {
      assertThat(problems()).contains("it came with Windows 10 1709 and Server 2019");
    } else {
      assertThat(problems()).contains("in its image; add media.features");
    }
  }

  @Test
  void languagePacksOfOlderWindowsAreInADirectoryOfTheLanguage() {
    release = Release.SERVER_2012_R2;
    onDemand.add(iso("lp.iso", "langpacks/fr-fr/lp.cab", "langpacks/pt-br/lp.cab"));
    languages = List.of("pt-BR");
    assertThat(plan().languages())
        .containsExactly(new OnDemand("pt-BR", Optional.of("langpacks/pt-br/lp.cab")));

    onDemand.clear();
    onDemand.add(iso("two.iso", "x86/langpacks/fr-fr/lp.cab", "x64/langpacks/fr-fr/lp.cab"));
    languages = List.of("fr-FR");
    assertThat(plan().languages())
        .containsExactly(new OnDemand("fr-FR", Optional.of("x64/langpacks/fr-fr/lp.cab")));
    fit.throwIfAny();
  }

  @Test
  void moreIsosThanDrivesAreAProblemAndOnesThatNobodyUsesAWarning() {
    release = Release.WINDOWS_7;
    onDemand.addAll(List.of(iso("1.iso", "a"), iso("2.iso", "a"), iso("3.iso", "a")));

    plan();

    assertThat(problems())
        .contains("media.features has 3 ISOs, but with bios firmware there are drives for 2");
    assertThat(fit.warnings()).singleElement().asString().contains("media.features is not used");
  }

  private Path iso(String name, String... files) {
    Path iso = directory.resolve(name);
    List<MediaFile> content =
        Stream.of(files).map(file -> MediaFile.ofText(file, "stand-in")).toList();
    OpticalImage.write(iso, "TEST", content);
    return iso;
  }

  private OptionalPlan plan() {
    return media().plan(fit);
  }

  private List<String> payload() {
    return media().payload(fit).stream().map(MediaFile::path).toList();
  }

  private String problems() {
    StringBuilder what = new StringBuilder();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(fit::throwIfAny)
        .satisfies(e -> what.append(e.what()));
    return what.toString();
  }

  private OptionalMedia media() {
    Recipe plain = Recipes.with(new Source(new LocalFile(install), Optional.empty()));
    Recipe recipe = Recipes.with(plain, new Optionals(features, capabilities, languages));
    Media media =
        new Media(
            Medium.unread(install),
            Optional.empty(),
            Optional.empty(),
            moreDrivers.stream().map(Medium::unread).toList(),
            onDemand.stream().map(Medium::unread).toList());
    WindowsImage image =
        new WindowsImage(
            new ImageIndex(1),
            release.displayName(),
            release.displayName(),
            new EditionId(release.usualEdition()),
            Architecture.AMD64,
            release.currentVersion(),
            release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
            List.of("en-US"),
            10L << 30);
    return new OptionalMedia(recipe, media, release, image);
  }
}
