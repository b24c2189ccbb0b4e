package dev.casement.openstack.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.openstack.FakeServer;
import dev.casement.openstack.Heard;
import dev.casement.openstack.RubbishTest;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.RemoteImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What comes of answers that a healthy Glance does not give, or only at the wrong moment. */
@Tag("host-locale")
class PublishAnswersTest {
  private static final String SHA512 = "0".repeat(128);

  @TempDir Path directory;
  private final Heard heard = new Heard();
  private FakeServer server;
  private PublishOrder order;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    order = Orders.of(directory, 1000);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"201, <html>", "201, []", "201, {}", "503, ''"})
  void anImageThatMayHaveBeenMadeIsRemovedWhenTheAnswerDoesNotTell(int status, String body) {
    empty();
    for (int attempt = 0; attempt < (status == 201 ? 1 : 3); attempt++) {
      server.then(status, body);
    }
    server.then(204, "");
    assertRefused("");
    assertThat(asked("DELETE")).hasSize(1);
  }

  @Test
  void anImageThatTakesNoMoreDataIsRemovedOnceAndSoIsTheOneInItsPlace() {
    empty();
    server.then(201, image("queued")).then(500, "").then(200, image("killed"));
    server.then(200, image("killed")).then(204, "").then(400, "no more images").then(404, "");
    assertRefused("no more images");
    assertThat(asked("DELETE")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void anImageThatGlanceIsStillSavingIsWaitedForWhenWhatStandsBeforeItGivesUp() {
    empty();
    server.then(201, image("queued")).then(504, "<h1>504 Gateway Time-out</h1>");
    server.then(200, image("saving")).then(200, image("saving")).then(200, active("raw"));
    assertKeptAfterOneUpload();
  }

  @Test
  void anImageThatBecomesActiveMeanwhileIsKept() {
    empty();
    server.then(201, image("queued")).then(502, "").then(200, image("queued"));
    server.then(200, active("raw"));
    assertKeptAfterOneUpload();
  }

  private void assertKeptAfterOneUpload() {
    renamed();
    assertThat(publish().uploaded()).isTrue();
    assertThat(asked("PUT")).hasSize(1);
    assertThat(asked("DELETE")).isEmpty();
  }

  @Test
  void aBusyGlanceGetsTheDataWhenItSaysSo() {
    empty();
    server.then(201, image("queued")).then(503, "Retry-After", "0");
    server.then(200, image("queued")).then(200, image("queued"));
    server.then(204, "").then(200, active("raw"));
    renamed();
    assertThat(publish().uploaded()).isTrue();
    assertThat(heard.warnings).singleElement().asString().contains("trying again in 0 s");
  }

  @Test
  void anImportWhoseAnswerWasLostIsLookedAt() {
    stage();
    server.then(503, "").then(409, "it is being imported").then(200, image("importing"));
    server.then(200, active("raw"));
    renamed();
    assertThat(publish().uploaded()).isTrue();
  }

  @Test
  void anImportThatIsPutBackHasFailed() {
    stage();
    server.then(202, "");
    for (int look = 0; look < 7; look++) {
      server.then(200, image("queued"));
    }
    server.then(204, "");
    assertRefused("could not import");
  }

  @Test
  void aCloudThatConvertsImagesIsNamedAsSuch() {
    empty();
    server.then(201, image("queued")).then(204, "").then(200, active("qcow2")).then(204, "");
    assertRefused("made qcow2 of an image that was sent as raw");
  }

  @Test
  void whatIsNotWhatWasSentIsRemoved() {
    empty();
    server.then(201, image("queued")).then(204, "");
    server.then(200, active("raw").replace(order.sha512(), SHA512)).then(204, "");
    assertRefused("what Glance stores differs from what was sent");
    assertThat(asked("DELETE")).hasSize(1);
  }

  @Test
  void whatFailsAfterTheUploadDoesNotHideThatTheImageIsThere() {
    uploaded();
    server.then(
        403, "{\"message\": \"not yours.<br /><br />\\n\\n\\n\", \"code\": \"403 Forbidden\"}");
    assertRefused("image x is active, but Glance at");
    assertThat(asked("DELETE")).isEmpty();
  }

  @Test
  void anImageInUseDoesNotKeepTheOlderOnesAndOneThatIsGoneIsNoFailure() {
    order = keeping(1, Older.DELETE);
    uploaded();
    server.then(200, active("raw"));
    String images =
        List.of(
                published("named", "2026-03-09"), published("cloned", "2026-03-08"),
                published("broken", "2026-03-07"), published("old", "2026-03-06"))
            .toString();
    server.then(200, "{\"images\": " + images + "}").then(200, "{\"images\": []}");
    // The name of the first one: somebody has just deleted it.
    server.then(404, "").then(404, "");
    server.then(409, "<h1>409 Conflict</h1>Image cloned could not be deleted because it is in use");
    server.then(500, "").then(500, "").then(500, "").then(204, "");
    assertThat(publish().actions())
        .anyMatch(action -> action.startsWith("left cloned, which is in use"))
        .anyMatch(action -> action.startsWith("deleted old"))
        .noneMatch(action -> action.contains("predecessor named"));
    assertThat(heard.warnings).singleElement().asString().contains("delete image broken");
  }

  @Test
  void ofTwoImagesOfTheSameSecondTheOneThatHadTheNameIsKept() {
    order = keeping(2, Older.HIDE);
    uploaded();
    server.then(200, active("raw"));
    String images =
        List.of(published("before", "2026-03-09"), published("named", "2026-03-09")).toString();
    server.then(200, "{\"images\": " + images + "}").then(200, "{\"images\": []}");
    server.then(200, active("raw")).then(200, active("raw"));
    assertThat(publish().actions())
        .anyMatch(action -> action.startsWith("renamed its predecessor named"))
        .contains("hid before");
  }

  @Test
  void anImageThatIsThereStaysAsItWasMadeMeanwhileButForWhatIsSaid() {
    String there =
        published("there", "2026-03-09")
            .replace("\"visibility\": \"private\"", "\"visibility\": \"public\"")
            .replace("\"tags\": []", "\"tags\": [\"golden\"], \"protected\": true, \"old\": \"1\"")
            .replace("\"os_hidden\": false", "\"os_hidden\": true");
    preamble();
    server.then(200, "{\"images\": []}").then(200, "{\"images\": [" + there + "]}");
    server.then(200, there);
    order =
        with(
            new NewImage(
                order.recipe(),
                "raw",
                2,
                512,
                Optional.empty(),
                Optional.empty(),
                List.of("new"),
                order.image().properties(),
                Set.of("old")));
    Published published = publish();
    assertThat(published.uploaded()).isFalse();
    assertThat(published.id()).isEqualTo("there");
    assertThat(published.actions()).contains("changed min_disk, old, os_hidden, tags of there");
    assertThat(server.bodies.getLast()).contains("golden", "new", "remove");
  }

  @Test
  void anImageThatIsDigestedOtherwiseIsKnownByItsProperty() {
    String there =
        published("there", "2026-03-09")
            .replace("\"sha512\"", "\"md5\"")
            .replace(order.sha512(), "d41d")
            .replace("{\"id\"", "{\"casement_sha256\": \"abc\", \"id\"");
    preamble();
    server.then(200, "{\"images\": [" + there + "]}").then(200, "{\"images\": []}");
    Map<String, String> properties =
        Map.of(Marks.RECIPE, order.recipe(), Marks.BUILD, "b", Marks.SHA256, "abc");
    order =
        with(
            new NewImage(
                order.recipe(),
                "raw",
                1,
                512,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                properties,
                Set.of()));
    assertThat(publish().actions()).singleElement().asString().contains("nothing uploaded");
  }

  @Test
  void definitionsThatAreBrokenDoNotKeepAnImageBack() {
    server.then(300, "{\"versions\": [{\"id\": \"v2.9\"}]}").then(200, "{}").then(200, "<html>");
    server.then(200, "{\"images\": []}").then(200, "{\"images\": []}");
    server.then(201, image("queued")).then(204, "").then(200, active("raw"));
    renamed();
    assertThat(publish().uploaded()).isTrue();
  }

  /** A stage's limit comes this way. */
  @Test
  void noMoreDataIsSentForAListenerThatHasHadEnough() throws IOException {
    order = Orders.of(directory, 32 << 20);
    empty();
    server.slowly = true;
    server.then(201, image("queued")).then(204, "");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> publish(new Impatient()));
    assertThat(asked("DELETE")).hasSize(1);
    assertThat(server.broken)
        .isCompletedWithValueMatching(how -> !"never".equals(how.getMessage()));
  }

  private static final class Impatient implements PublishListener {
    @Override
    public void progress(OptionalInt percent, String text) {
      throw new IllegalStateException("enough");
    }

    @Override
    public void warn(String text) {
      throw new AssertionError(text);
    }
  }

  private PublishOrder keeping(int keep, Older older) {
    return new PublishOrder(
        order.file(),
        order.size(),
        order.sha512(),
        order.recipe(),
        order.image(),
        List.of(),
        OptionalInt.of(keep),
        older,
        Optional.empty(),
        false);
  }

  private PublishOrder with(NewImage image) {
    return new PublishOrder(
        order.file(),
        order.size(),
        order.sha512(),
        order.recipe(),
        image,
        List.of(),
        OptionalInt.empty(),
        Older.HIDE,
        Optional.empty(),
        false);
  }

  /** Versions, schema, and no metadata definitions. */
  private void preamble() {
    server.then(300, "{\"versions\": [{\"id\": \"v2.9\"}]}").then(200, "{}").then(404, "");
  }

  /** A project without images of the recipe. */
  private void empty() {
    preamble();
    server.then(200, "{\"images\": []}").then(200, "{\"images\": []}");
  }

  private void uploaded() {
    empty();
    server.then(201, image("queued")).then(204, "").then(200, active("raw"));
  }

  private void stage() {
    empty();
    server.then(201, image("queued")).then(403, "").then(200, importMethods());
    server.then(200, image("queued")).then(204, "");
  }

  private static String importMethods() {
    return "{\"import-methods\": {\"value\": [\"glance-direct\"]}}";
  }

  /** The image gets its name, and there is no other. */
  private void renamed() {
    server.then(200, active("raw"));
    server.then(200, "{\"images\": []}").then(200, "{\"images\": []}");
  }

  private static String image(String status) {
    return "{\"id\": \"x\", \"status\": \"" + status + "\"}";
  }

  private String active(String format) {
    return """
    {"id": "x", "status": "active", "disk_format": "%s", "size": 1000,
     "os_hash_algo": "sha512", "os_hash_value": "%s"}
    """
        .formatted(format, order.sha512());
  }

  /** An image of the recipe that has the name. */
  private String published(String id, String created) {
    return """
    {"id": "%s", "casement_image": "%s", "casement_recipe": "%s", "casement_build": "b",
     "name": "%s", "status": "active", "owner": "p", "created_at": "%s", "size": 1000,
     "disk_format": "raw", "min_disk": 1, "min_ram": 512, "visibility": "private",
     "os_hidden": false, "tags": [], "os_hash_algo": "sha512", "os_hash_value": "%s"}
    """
        .formatted(
            id,
            id,
            order.recipe(),
            List.of("named", "there").contains(id) ? order.recipe() : id,
            created,
            id.equals("there") ? order.sha512() : "f".repeat(128))
        .replace("\n", " ");
  }

  private List<String> asked(String method) {
    return server.requests.stream().filter(request -> request.startsWith(method)).toList();
  }

  /** What stands before Glance may answer with all of it. */
  @Test
  void anImageThatIsNotServedInPartsIsNotReadAtAll() {
    server.then(300, "{\"versions\": [{\"id\": \"v2.9\"}]}").then(200, "{\"images\": []}");
    server.then(200, active("raw")).then(200, "x".repeat(1 << 20));
    try (ImageStore store = store();
        RemoteImage image = store.open("there")) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> image.read(0, ByteBuffer.allocate(512)))
          .withMessage("this cloud does not serve parts of images: HTTP 200")
          .satisfies(e -> assertThat(e.remedy()).contains("openstack image save"));
    }
  }

  @Test
  void anImageThatIsAcceptedGetsTheNameAfterwards() {
    order = testedBy(image -> "tried " + image.id());
    uploaded();
    server.then(200, active("raw"));
    renamed();
    Published published = publish();
    assertThat(published.actions()).containsSubsequence("tried x", named());
    assertThat(asked("PATCH")).hasSize(2);
    assertThat(changes())
        .containsExactly(List.of("/casement_trial=passed"), List.of("/name=" + order.recipe()));
  }

  @Test
  void anImageThatIsRefusedIsHiddenAndTheOlderOneKeepsTheName() {
    order =
        testedBy(
            image -> {
              throw new BuildException(Failure.VERIFY, "it does not start", "fix it");
            });
    uploaded();
    server.then(200, active("raw"));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::publish)
        .withMessage("image x is active, but it does not start")
        .matches(e -> e.failure() == Failure.VERIFY);
    assertThat(changes()).containsExactly(List.of("/casement_trial=failed", "/os_hidden=true"));
  }

  /** The cloud is at fault, not the image. */
  @Test
  void anImageThatCouldNotBeTriedKeepsItsStateButGetsNoName() {
    order =
        testedBy(
            image -> {
              throw new BuildException(Failure.PUBLISH, "no valid host", "try again");
            });
    uploaded();
    assertRefused("image x is active, but no valid host");
    assertThat(asked("PATCH")).isEmpty();
  }

  @Test
  void anImageThatWasRefusedBeforeIsShownOnceItIsAccepted() {
    String there =
        published("there", "2026-03-09")
            .replace("\"os_hidden\": false", "\"os_hidden\": true, \"casement_trial\": \"failed\"");
    preamble();
    server.then(200, "{\"images\": []}").then(200, "{\"images\": [" + there + "]}");
    order = testedBy(image -> "tried " + image.id());
    server.then(200, there).then(200, there).then(200, there);
    assertThat(publish().uploaded()).isFalse();
    assertThat(changes()).containsExactly(List.of("/casement_trial=passed", "/os_hidden=false"));
  }

  @Test
  void anImageThatWasRefusedBeforeIsWarnedOfWhenItIsNotTriedAgain() {
    String there =
        published("there", "2026-03-09")
            .replace("\"os_hidden\": false", "\"os_hidden\": true, \"casement_trial\": \"failed\"");
    preamble();
    server.then(200, "{\"images\": []}").then(200, "{\"images\": [" + there + "]}");
    server.then(200, there).then(200, there);
    publish();
    assertThat(heard.warnings).singleElement().asString().contains("has failed its trial before");
  }

  /** Or it would take the place of a good one among those to keep. */
  @Test
  void anImageThatWasRefusedIsNotOneOfThoseToKeep() {
    order = keeping(2, Older.DELETE);
    uploaded();
    server.then(200, active("raw"));
    String refused =
        published("refused", "2026-03-09")
            .replace("\"os_hidden\": false", "\"os_hidden\": true, \"casement_trial\": \"failed\"");
    server.then(200, "{\"images\": [" + published("old", "2026-03-08") + "]}");
    server.then(200, "{\"images\": [" + refused + "]}");
    server.then(204, "");
    publish();
    assertThat(asked("DELETE")).containsExactly("DELETE /v2/images/refused");
  }

  @Test
  void aDryRunTriesNothing() {
    PublishOrder tested =
        testedBy(
            image -> {
              throw new AssertionError("tried");
            });
    order =
        new PublishOrder(
            tested.file(),
            tested.size(),
            tested.sha512(),
            tested.recipe(),
            tested.image(),
            List.of(),
            OptionalInt.empty(),
            Older.HIDE,
            tested.acceptance(),
            true);
    empty();
    assertThat(publish().actions()).contains("tried a server from it, before it gets the name");
  }

  private PublishOrder testedBy(Function<StoredImage, String> test) {
    Acceptance acceptance =
        new Acceptance() {
          @Override
          public void requireReady(Compute compute) {}

          @Override
          public String test(
              Compute compute, StoredImage image, Clock clock, PublishListener listener) {
            return test.apply(image);
          }
        };
    return new PublishOrder(
        order.file(),
        order.size(),
        order.sha512(),
        order.recipe(),
        order.image(),
        List.of(),
        OptionalInt.empty(),
        Older.HIDE,
        Optional.of(acceptance),
        false);
  }

  private String named() {
    return "named it \"" + order.recipe() + "\"";
  }

  /** The paths and values of each patch. */
  private List<List<String>> changes() {
    return server.bodies.stream()
        .filter(body -> body.startsWith("[{"))
        .map(
            body ->
                JsonMapper.shared()
                    .readTree(body)
                    .valueStream()
                    .map(it -> it.path("path").asString() + "=" + it.path("value").asString())
                    .toList())
        .toList();
  }

  private ImageStore store() {
    return ImageStore.of(
        RubbishTest.config(server.address(), Optional.empty()),
        3,
        Duration.ofMillis(1),
        Clock.systemUTC());
  }

  private void assertRefused(String words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::publish)
        .withMessageContaining(words)
        .withMessageNotContaining("no more replies");
  }

  private Published publish() {
    return publish(heard);
  }

  private Published publish(PublishListener listener) {
    try (ImageStore store = store()) {
      return store.publish(order, listener);
    }
  }
}
