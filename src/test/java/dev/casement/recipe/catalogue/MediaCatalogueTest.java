package dev.casement.recipe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.catalogue.CatalogueEntry.Role;
import dev.casement.windows.Architecture;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MediaCatalogueTest {
  private static final String DRIVERS =
      """
      { "version": 1, "media": [ { "name": "virtio-win-0.1.271", "role": "drivers",
        "addresses": [ "https://mirror.example.org/virtio-win.iso" ],
        "licence": { "name": "terms", "address": "https://example.org/terms", "accept": false } } ] }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      value = Release.class,
      names = {"WINDOWS_7", "SERVER_2008_R2", "SERVER_2012"},
      mode = EnumSource.Mode.EXCLUDE)
  void eachReleaseThatMicrosoftLetsOneTryHasAMediumOfThisRelease(Release release) {
    CatalogueEntry entry = MediaCatalogue.with(Optional.empty()).evaluation(release).orElseThrow();

    assertThat(entry.role()).isEqualTo(Role.INSTALL);
    assertThat(entry.sha256()).isPresent();
    assertThat(entry.licence().accept()).isTrue();
    assertThat(entry.source()).isNotBlank();
    int days = release.isServer() ? 180 : 90;
    assertThat(entry.windows().orElseThrow().expiresAfterDays()).hasValue(days);
    assertThat(entry.source()).contains(days + " days");
    assertThat(Release.of(image(entry))).contains(release);
  }

  private static WindowsImage image(CatalogueEntry entry) {
    CatalogueEntry.Windows windows = entry.windows().orElseThrow();
    return new WindowsImage(
        new ImageIndex(1),
        "a",
        "a",
        windows.edition(),
        Architecture.AMD64,
        windows.version(),
        windows.release().isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        List.of(windows.language()),
        0);
  }

  @Test
  void whatIsNotWindowsSaysItsVersionAndNeedsNoAcceptance() {
    MediaCatalogue catalogue = MediaCatalogue.with(Optional.empty());

    for (Role role : List.of(Role.DRIVERS, Role.CLOUDBASE_INIT)) {
      CatalogueEntry entry = catalogue.last(role, each -> true).orElseThrow();
      assertThat(entry.version().orElseThrow()).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(entry.name()).endsWith(entry.version().orElseThrow());
      assertThat(entry.licence().accept()).isFalse();
      assertThat(entry.sha256()).isPresent();
    }
  }

  @Test
  void theUsersEntriesTakePrecedence() throws IOException {
    MediaCatalogue catalogue = MediaCatalogue.with(Optional.of(written(DRIVERS)));

    assertThat(catalogue.entry(new Named("virtio-win-0.1.271")).addresses())
        .singleElement()
        .hasToString("https://mirror.example.org/virtio-win.iso");
    assertThat(catalogue.releases()).contains(Release.SERVER_2022);
  }

  @Test
  void aFirstRecipeTakesTheUsersMediaBeforeCasements() throws IOException {
    MediaCatalogue catalogue =
        MediaCatalogue.with(Optional.of(written(DRIVERS.replace("-win-0.1.271", "-win-0.1.285"))));

    assertThat(catalogue.last(Role.DRIVERS, each -> true).orElseThrow().name())
        .isEqualTo("virtio-win-0.1.285");
    assertThat(
            catalogue
                .last(Role.DRIVERS, each -> each.name().endsWith("271"))
                .orElseThrow()
                .addresses()
                .getFirst())
        .as("one of Casement's, where none of the user's suits")
        .hasHost("fedorapeople.org");
  }

  @Test
  void saysWhichNameWasMeantAndWhatAMediumIsFor() {
    MediaCatalogue catalogue = MediaCatalogue.with(Optional.empty());

    assertThat(catalogue.problem("virtio-win-0.1.217", "drivers"))
        .hasValueSatisfying(text -> assertThat(text).endsWith("did you mean virtio-win-0.1.271?"));
    assertThat(catalogue.problem("x", "cloudbaseInit"))
        .hasValueSatisfying(text -> assertThat(text).contains("known here: cloudbase-init-1.1.2"));
    assertThat(catalogue.problem("virtio-win-0.1.271", "install"))
        .contains("virtio-win-0.1.271 is a medium for media.drivers");
    assertThat(catalogue.problem("virtio-win-0.1.271", "drivers")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\": 1 | \"version\": 2 | not a catalogue of version 1",
        "\"role\": \"drivers\" | \"role\": \"driver\" | \"role\" is not one of install, drivers",
        "\"role\": \"drivers\" | \"role\": \"install\" | install medium and has no \"windows\"",
        "https://mirror | http://mirror | needs a sha256",
        "\"addresses\": [ \"https://mirror.example.org/virtio-win.iso\" ] | \"addresses\": [] | no address",
        "\"accept\": false | \"accepted\": false | unknown key \"accepted\"",
        "\"name\": \"virtio-win-0.1.271\" | \"name\": \"../x\" | is not a name",
        "\"accept\": false } | \"accept\": false }, \"windows\": { \"release\": \"windows-11\", \"version\": \"10.0.1.1\", \"edition\": \"A\", \"language\": \"en\", \"expiresAfterDays\": 0 } | \"windows.expiresAfterDays\" is not",
        "} ] } | } ] | line 4, column",
      })
  void saysWhatIsWrongWithACatalogueAndWhere(String from, String to, String says)
      throws IOException {
    assertRefused(from, to).withMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://mirror | https://me:cret@mirror | a user or password",
        "https://mirror | https://me:c ret@mirror | not an address",
        "https://mirror | https://me:x/cret@mirror | no host",
        "https://example.org | https://me:cret@example.org | a user or password",
        "https://example.org | https://me:c ret@example.org | not an address",
        "[ \"https://mirror.example.org/virtio-win.iso\" ] | \"https://me:cret@mirror\" | line 2, column",
      })
  void aPasswordInACataloguesAddressIsRefusedWithoutBeingShown(String from, String to, String says)
      throws IOException {
    assertRefused(from, to).withMessageContaining(says).withMessageNotContaining("ret@");
  }

  private ThrowableAssertAlternative<?> assertRefused(String from, String to) throws IOException {
    assertThat(DRIVERS).contains(from);
    Path file = written(DRIVERS.replace(from, to));

    return assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaCatalogue.with(Optional.of(file)))
        .withMessageContaining("the catalogue " + file);
  }

  @Test
  void saysThatACatalogueIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaCatalogue.with(Optional.of(directory.resolve("none.json"))))
        .withMessageContaining("none.json cannot be read");
  }

  private Path written(String json) throws IOException {
    return Files.writeString(directory.resolve("catalogue.json"), json);
  }
}
