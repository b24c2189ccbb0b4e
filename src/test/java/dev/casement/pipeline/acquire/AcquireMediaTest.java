package dev.casement.pipeline.acquire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.http.ProxyVariables;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Location.Named;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Start;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcquireMediaTest {
  /** SHA-256 of "abc" (FIPS 180-2, appendix B.1). */
  private static final Sha256 ABC =
      new Sha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private static final Sha256 OTHER = new Sha256("00".repeat(32));

  @TempDir Path directory;
  private final StageContexts stage = new StageContexts();
  private Path iso;
  private Path lockFile;
  private Path catalogue;

  @BeforeEach
  void writeMedium() throws IOException {
    iso = Files.writeString(directory.resolve("install.iso"), "abc");
    lockFile = directory.resolve("casement.lock");
    catalogue =
        Files.writeString(
            directory.resolve("catalogue.json"),
            """
            { "version": 1, "media": [ {
              "name": "windows-11-test", "role": "install",
              "addresses": [ "https://127.0.0.1:9/a.iso", "https://127.0.0.1:9/b.iso" ],
              "sha256": "%s",
              "licence": { "name": "terms", "address": "https://127.0.0.1/terms", "accept": true },
              "windows": { "release": "windows-11", "version": "10.0.26100.1",
                           "edition": "EnterpriseEval", "language": "en-US" }
            } ] }
            """
                .formatted(ABC));
  }

  @Test
  void takesAFileWhoseDigestIsTheRecipes() {
    Media media = acquire(Optional.of(ABC));

    assertThat(media.start().digest()).isEqualTo(ABC);
    assertThat(media.start().size()).isEqualTo(3);
  }

  @Test
  void refusesAFileWithAnotherDigest() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(Optional.of(OTHER)))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining(ABC.hex())
        .withMessageContaining(OTHER.hex());
  }

  /** Its digest would be demanded of the medium that replaces it. */
  @Test
  void saysWhenTheFileIsAWebPageAndDoesNotPinIt() throws IOException {
    Files.writeString(iso, "\n<!DOCTYPE html><html><body>Choose a download</body></html>");

    for (Optional<Sha256> digest : List.of(Optional.of(ABC), Optional.<Sha256>empty())) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> acquire(digest))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
          .withMessageContaining("media.install: " + iso + " is a web page");
    }
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    Files.delete(iso);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(Optional.empty()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("media.install")
        .withMessageContaining(iso.toString());
  }

  @Test
  void saysOfAllFilesThatAreMissingBeforeItReadsAny() throws IOException {
    Files.delete(iso);
    Recipe recipe = Recipes.with(new Source(new LocalFile(iso), Optional.empty()));
    Path drivers = directory.resolve("drivers.iso");
    Recipe.Media media =
        new Recipe.Media(
            recipe.media().start().source(),
            Optional.of(new Source(new LocalFile(drivers), Optional.empty())),
            Optional.empty());

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage().run(Recipes.with(media), stage.context()))
        .withMessageContaining("media.install: file " + iso + " does not exist")
        .withMessageContaining("media.drivers: file " + drivers + " does not exist");
  }

  @Test
  void aMediumOfTheCatalogueIsTheFileOfItsFirstAddressWithItsDigest() throws IOException {
    downloaded("https://127.0.0.1:9/a.iso", "abc");

    Media media = stage().run(named(true), stage.context());

    assertThat(media.start().digest()).isEqualTo(ABC);
    assertThat(media.start().origin()).isEqualTo("windows-11-test");
    assertThat(lockFile).content().contains("\"windows-11-test\"");
  }

  @Test
  void aMediumOfTheCatalogueWithAnotherDigestIsRefused() throws IOException {
    Path file = downloaded("https://127.0.0.1:9/a.iso", "another");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage().run(named(true), stage.context()))
        .withMessageContaining("but the catalogue says " + ABC)
        .satisfies(e -> assertThat(e.remedy()).startsWith("delete " + file));
  }

  @Test
  void nothingIsTakenWhoseTermsAreNotAccepted() throws IOException {
    downloaded("https://127.0.0.1:9/a.iso", "abc");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage().run(named(false), stage.context()))
        .withMessageContaining("media.install: windows-11-test is under terms")
        .withMessageContaining("https://127.0.0.1/terms")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA));
  }

  private static Recipe named(boolean accept) {
    return Recipes.with(new Source(new Named("windows-11-test"), Optional.empty(), accept));
  }

  private Path downloaded(String address, String content) throws IOException {
    Path file =
        Files.createDirectories(directory.resolve("downloads"))
            .resolve(Downloads.name(new Download(URI.create(address))));
    return Files.writeString(file, content);
  }

  @Test
  void aDownloadWithAnotherDigestIsNamedSoThatItCanBeDownloadedAgain() throws IOException {
    URI url = URI.create("http://127.0.0.1:9/a.iso");
    Path downloaded =
        Files.createDirectories(directory.resolve("downloads"))
            .resolve(Downloads.name(new Download(url)));
    Files.writeString(downloaded, "abc");
    Recipe recipe = Recipes.with(new Source(new Download(url), Optional.of(OTHER)));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage().run(recipe, stage.context()))
        .satisfies(
            e ->
                assertThat(e.remedy())
                    .isEqualTo(
                        "delete %s to download it again, or correct the digest in the recipe"
                            .formatted(downloaded)));
  }

  @Test
  void aNewTokenInAnAddressKeepsThePinAndIsWrittenNowhere() throws IOException {
    Source first = download("http://127.0.0.1:9/a.iso?t=SECRET&P1=1");
    Path downloads = Files.createDirectories(directory.resolve("downloads"));
    Files.writeString(downloads.resolve(Downloads.name((Download) first.location())), "abc");
    assertThat(stage().run(Recipes.with(first), stage.context()).start().origin())
        .isEqualTo("http://127.0.0.1:9/a.iso");
    assertThat(lockFile)
        .content()
        .contains("\"http://127.0.0.1:9/a.iso\"")
        .doesNotContain("SECRET");

    stage().run(Recipes.with(download("http://127.0.0.1:9/a.iso?t=OTHER")), stage.context());
    assertThat(first.toString()).doesNotContain("SECRET");
  }

  @Test
  void aPinUnderAnAddressWithItsQueryHoldsAndLosesTheQuery() throws IOException {
    Source source = download("http://127.0.0.1:9/a.iso?t=SECRET");
    Path downloads = Files.createDirectories(directory.resolve("downloads"));
    Files.writeString(downloads.resolve(Downloads.name((Download) source.location())), "abc");
    String entry =
        "{\"version\": 1, \"media\": {\"%s?t=SECRET\": {\"size\": 3, \"sha256\": \"%s\"}}}";
    Files.writeString(lockFile, entry.formatted("http://127.0.0.1:9/a.iso", OTHER.hex()));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage().run(Recipes.with(source), stage.context()))
        .withMessageContaining("casement.lock says " + OTHER.hex());

    Files.writeString(lockFile, entry.formatted("http://127.0.0.1:9/a.iso", ABC.hex()));
    stage().run(Recipes.with(source), stage.context());
    assertThat(lockFile).content().contains(ABC.hex()).doesNotContain("SECRET");
  }

  private static Source download(String address) {
    return new Source(new Download(URI.create(address)), Optional.empty());
  }

  @Test
  void pinsWhatItSawFirst() throws IOException {
    acquire(Optional.empty());
    assertThat(lockFile).content().contains(ABC.hex());

    Files.writeString(iso, "changed");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(Optional.empty()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("casement.lock")
        .satisfies(e -> assertThat(e.remedy()).contains("delete the entry \"install.iso\""));
    assertThat(lockFile).content().contains(ABC.hex());
  }

  @Test
  void aDirectoryHasTheDigestThatSha256sumWouldGiveItAndIsNotPinned() throws IOException {
    Path drivers = directory.resolve("drivers");
    Files.createDirectories(drivers.resolve("x64"));
    Files.writeString(drivers.resolve("x64/b.inf"), "abc");
    Files.writeString(drivers.resolve("a.txt"), "abc");

    Medium medium = acquireDrivers(drivers, Optional.empty()).moreDrivers().getFirst();

    // sha256sum a.txt x64/b.inf | sha256sum
    assertThat(medium.digest().hex())
        .isEqualTo("83d3a58b19a50ad6fe71f9fc40e544e11a4c9c20c86249c3f07be4ee180f1050");
    assertThat(medium.size()).isEqualTo(6);
    assertThat(lockFile).content().doesNotContain("drivers");
  }

  @Test
  void aDirectoryTakesNoDigestAndOneThatIsMissingIsNamed() throws IOException {
    Path drivers = Files.createDirectories(directory.resolve("drivers"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquireDrivers(drivers, Optional.of(ABC)))
        .withMessageContaining("media.moreDrivers[0]: " + drivers + " is a directory");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquireDrivers(directory.resolve("absent"), Optional.empty()))
        .withMessageContaining("media.moreDrivers[0]: file or directory");
  }

  private Media acquireDrivers(Path drivers, Optional<Sha256> sha256) {
    Recipe.Media media =
        new Recipe.Media(
            new Start.Install(new Source(new LocalFile(iso), Optional.empty())),
            Optional.empty(),
            Optional.empty(),
            List.of(new Source(new LocalFile(drivers), sha256)),
            List.of(),
            Optional.empty());
    return stage().run(Recipes.with(media), stage.context());
  }

  @Test
  void recipesBesideEachOtherKeepTheirPins() throws IOException {
    Path other = Files.writeString(directory.resolve("other.iso"), "other");
    acquire(Optional.empty());
    acquire(other, Optional.empty());
    Files.writeString(iso, "changed");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(Optional.empty()))
        .withMessageContaining("casement.lock says " + ABC);
    assertThat(acquire(other, Optional.empty()).start().size()).isEqualTo(5);
  }

  /** A checkout is elsewhere on each host. */
  @Test
  void pinsFilesByTheirPathFromTheLock() throws IOException {
    acquire(Optional.empty());
    Path moved = Files.createDirectory(directory.resolve("moved"));
    Path changed = Files.writeString(moved.resolve("install.iso"), "changed");
    lockFile = Files.move(lockFile, moved.resolve("casement.lock"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(changed, Optional.empty()))
        .withMessageContaining("casement.lock says " + ABC);
  }

  @Test
  void aDigestInTheRecipeWinsOverThePin() throws IOException {
    Files.writeString(iso, "changed");
    acquire(Optional.empty());
    Files.writeString(iso, "abc");

    acquire(Optional.of(ABC));

    assertThat(lockFile).content().contains(ABC.hex());
  }

  @Test
  void doesNotRewriteAnUnchangedLock() throws IOException {
    acquire(Optional.empty());
    FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(lockFile, old);

    acquire(Optional.empty());

    assertThat(Files.getLastModifiedTime(lockFile)).isEqualTo(old);
  }

  @Test
  void readsAnUnchangedFileOnlyOnce() throws IOException {
    acquire(Optional.of(ABC));
    FileTime time = Files.getLastModifiedTime(iso);
    Files.writeString(iso, "xyz");
    Files.setLastModifiedTime(iso, time);

    assertThat(acquire(Optional.of(ABC)).start().digest())
        .as("size and time are the same, so the digest is remembered")
        .isEqualTo(ABC);

    Files.setLastModifiedTime(iso, FileTime.from(time.toInstant().plusSeconds(1)));
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> acquire(Optional.of(ABC)));
  }

  @Test
  void aDamagedMemoryOfDigestsIsMadeAnew() throws IOException {
    Files.writeString(directory.resolve("digests.json"), "{not json");

    assertThat(acquire(Optional.of(ABC)).start().digest()).isEqualTo(ABC);
  }

  @Test
  void saysWhereADamagedLockIs() throws IOException {
    Files.writeString(lockFile, "{not json");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> acquire(Optional.empty()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE))
        .withMessageContaining(lockFile.toString());
  }

  private Media acquire(Optional<Sha256> sha256) {
    return acquire(iso, sha256);
  }

  private Media acquire(Path install, Optional<Sha256> sha256) {
    return stage().run(Recipes.with(new Source(new LocalFile(install), sha256)), stage.context());
  }

  private AcquireMedia stage() {
    return new AcquireMedia(
        Duration.ofMinutes(1),
        new MediaLock(Optional.of(lockFile)),
        new DigestCache(directory.resolve("digests.json")),
        new Downloads(
            directory.resolve("downloads"),
            new DigestCache(directory.resolve("digests.json")),
            new ProxyVariables(Map.of()),
            Duration.ofMillis(1),
            Duration.ofSeconds(1)),
        MediaCatalogue.with(Optional.of(catalogue)));
  }
}
