package dev.casement.openstack.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.http.Tls;
import dev.casement.openstack.CutProxy;
import dev.casement.openstack.Heard;
import dev.casement.openstack.TestCloud;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudConfig.EndpointChoice;
import dev.casement.openstack.cloud.Credentials;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.StoredImage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Uploads to a real Glance, with everything going wrong that can be made to go wrong. */
@ResourceLock(TestCloud.LOCK)
class UploadFaultsIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int SIZE = 8 * MEBIBYTE;

  private static TestCloud cloud;
  private static URI glance;

  @TempDir Path directory;

  @BeforeAll
  static void bringUp() {
    cloud = TestCloud.ready();
    try (ImageStore store = store(cloud.config("builder"))) {
      glance =
          store.session().catalogue().stream()
              .filter(endpoint -> endpoint.serviceType().equals("image"))
              .filter(endpoint -> endpoint.region().equals("RegionOne"))
              .filter(endpoint -> endpoint.kind().equals("public"))
              .findFirst()
              .orElseThrow()
              .url();
    }
  }

  @Test
  void anUploadThatIsCutAtAnyPointArrivesAllTheSame() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      PublishOrder order = Orders.of(directory, SIZE);
      try (CutProxy proxy = new CutProxy(glance);
          ImageStore store = store(through(proxy))) {
        proxy.cutAfter(CutProxy.HEAD + random.nextInt(SIZE - CutProxy.HEAD));
        proxy.cutAfter(CutProxy.HEAD + random.nextInt(SIZE - CutProxy.HEAD));

        Published published = store.publish(order, new Heard());

        assertThat(proxy.cutsLeft()).as("seed %d", seed).isZero();
        StoredImage image = store.image(published.id());
        assertThat(image.status()).as("seed %d", seed).isEqualTo("active");
        assertThat(image.hash()).as("seed %d", seed).isEqualTo(order.sha512());
        assertThat(left(order)).as("seed %d", seed).containsExactly(published.id());
      }
    }
  }

  @Test
  void anUploadThatIsAlwaysCutFailsAndLeavesNothing() throws IOException {
    PublishOrder order = Orders.of(directory, SIZE);
    try (CutProxy proxy = new CutProxy(glance).cutAlways();
        ImageStore store = store(through(proxy))) {
      assertRefused(() -> store.publish(order, new Heard()), "the upload broke 4 times");
    }
    assertThat(left(order)).isEmpty();
  }

  @Test
  void aGlanceThatIsKilledAndComesBackGetsTheImage() throws IOException {
    PublishOrder order = Orders.of(directory, SIZE);
    Heard heard = new Heard();
    try (CutProxy proxy = new CutProxy(glance).slow(20).meanwhile(UploadFaultsIT::killGlance);
        ImageStore store = ImageStore.of(through(proxy), 8, Duration.ofMillis(500), clock())) {
      Published published = store.publish(order, heard);

      assertThat(heard.warnings).anyMatch(text -> text.contains("trying again"));
      assertThat(store.image(published.id()).hash()).isEqualTo(order.sha512());
      assertThat(left(order)).containsExactly(published.id());
    }
  }

  @Test
  void aTokenThatEndsDuringTheUploadIsRenewed() throws IOException {
    PublishOrder order = Orders.of(directory, SIZE);
    try (CutProxy proxy = new CutProxy(glance).slow(10);
        ImageStore store = store(through(proxy))) {
      Secret before = store.session().token();
      proxy.meanwhile(() -> revoke(before));
      Published published = store.publish(order, new Heard());

      assertThat(store.session().token()).isNotEqualTo(before);
      assertThat(store.image(published.id()).status()).isEqualTo("active");
    }
  }

  @Test
  void aTokenFromOutsideThatEndsIsSaidPlainly() throws IOException {
    PublishOrder order = Orders.of(directory, SIZE);
    try (ImageStore owner = store(cloud.config("builder"));
        CutProxy proxy = new CutProxy(glance).slow(10)) {
      Secret token = owner.session().token();
      CloudConfig given = with(through(proxy), new Credentials.Token(token));
      try (ImageStore store = store(given)) {
        Secret own = store.session().token();
        proxy.meanwhile(() -> revoke(own));
        assertRefused(() -> store.publish(order, new Heard()), "is no longer valid");
      }
    }
  }

  @Test
  void anInterruptedUploadLeavesNothing() throws Exception {
    PublishOrder order = Orders.of(directory, SIZE);
    try (CutProxy proxy = new CutProxy(glance).slow(20);
        ImageStore store = store(through(proxy))) {
      proxy.meanwhile(Thread.currentThread()::interrupt);
      Heard heard = new Heard();
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> store.publish(order, heard))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
      assertThat(heard.warnings).singleElement().asString().startsWith("removing image ");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(left(order)).isEmpty();
  }

  @Test
  void anInterruptStopsTheUploadsToAllCloudsAndLeavesNothing() throws Exception {
    PublishOrder order = Orders.of(directory, SIZE);
    try (CutProxy one = new CutProxy(glance).slow(20);
        CutProxy other = new CutProxy(glance).slow(20)) {
      CountDownLatch both = new CountDownLatch(2);
      Thread waiting = Thread.currentThread();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  both.await();
                  waiting.interrupt();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      one.meanwhile(both::countDown);
      other.meanwhile(both::countDown);
      List<Distribution.Outcome> outcomes =
          new Distribution(List.of(through(one), through(other)), Map.of(), clock())
              .publish(order, name -> new Heard());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(outcomes)
          .hasSize(2)
          .allSatisfy(
              outcome ->
                  assertThat(outcome)
                      .isInstanceOfSatisfying(
                          Distribution.Outcome.Failed.class,
                          failed ->
                              assertThat(failed.failure().failure()).isEqualTo(Failure.CANCELLED)));
    }
    assertThat(left(order)).isEmpty();
  }

  @Test
  void aCloudThatTakesDataByImportOnlyGetsItSo() throws IOException {
    PublishOrder order = Orders.of(directory, SIZE);
    try (ImageStore store = store(cloud.config("importer"))) {
      assertThat(store.importMethods()).contains("glance-direct");
      Published published = store.publish(order, new Heard());

      StoredImage image = store.image(published.id());
      assertThat(image.hash()).isEqualTo(order.sha512());
      assertThat(image.properties()).containsKey("os_glance_failed_import");
    }
  }

  @Test
  void aFullStoreIsSaidPlainlyAndLeavesNothing() throws Exception {
    PublishOrder order = Orders.of(directory, SIZE);
    // A file that may not grow fails in the store as a full disk does: glance_store treats both
    // alike.
    for (String limit : List.of(MEBIBYTE + ":", "unlimited:")) {
      for (ProcessHandle worker : glanceProcesses()) {
        Process prlimit =
            new ProcessBuilder("prlimit", "--pid", "" + worker.pid(), "--fsize=" + limit).start();
        assertThat(prlimit.waitFor()).isZero();
      }
      for (String name : List.of("builder", "tls")) {
        try (ImageStore store = store(cloud.config(name))) {
          if (limit.startsWith("unlimited")) {
            // The second of them finds the image of the first.
            assertThat(store.publish(order, new Heard()).uploaded())
                .isEqualTo(name.equals("builder"));
          } else {
            assertRefused(() -> store.publish(order, new Heard()), "HTTP 413");
            assertThat(left(order)).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void aFileThatIsNotWhatItsManifestSaysIsRefusedAndLeavesNothing() throws IOException {
    PublishOrder right = Orders.of(directory, 1 << 20);
    PublishOrder order = Orders.order(right.file(), right.size(), "0".repeat(128), right.recipe());
    try (ImageStore store = store(cloud.config("builder"))) {
      assertRefused(
          () -> store.publish(order, new Heard()), "does not match its manifest, or changed");
    }
    assertThat(left(order)).isEmpty();
  }

  @Test
  void aFileThatHasBecomeShorterIsSaidPlainlyAndNotTriedAgain() throws IOException {
    PublishOrder right = Orders.of(directory, MEBIBYTE);
    PublishOrder order = Orders.order(right.file(), MEBIBYTE + 1, right.sha512(), right.recipe());
    Heard heard = new Heard();
    try (ImageStore store = store(cloud.config("builder"))) {
      assertRefused(() -> store.publish(order, heard), "it ends after 1048576 of 1048577 bytes");
    }
    assertThat(heard.warnings).isEmpty();
    assertThat(left(order)).isEmpty();
  }

  @Test
  void quotaAndSizeLimitAreSaidPlainly() throws IOException {
    try (ImageStore store = store(cloud.config("small"))) {
      PublishOrder large = Orders.of(directory, MEBIBYTE - 1);
      assertRefused(() -> store.publish(large, new Heard()), "HTTP 413");
      PublishOrder first = Orders.of(directory, 600 << 10);
      assertThat(store.publish(first, new Heard()).uploaded()).isTrue();
      PublishOrder second = Orders.of(directory, 600 << 10);
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> store.publish(second, new Heard()))
          .withMessageContaining("quota")
          .satisfies(e -> assertThat(e.remedy()).contains("larger quota"));
      assertThat(store.countImages()).isEqualTo(1);
    }
  }

  @Test
  void wrongCredentialsAreSaidPlainlyAndDoNotPrint() {
    CloudConfig config = cloud.config("builder");
    Credentials.Password right = (Credentials.Password) config.credentials();
    CloudConfig wrong =
        with(config, new Credentials.Password(right.user(), new Secret("not-the-password")));
    try (ImageStore store = store(wrong)) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::session)
          .withMessageContaining("does not accept these credentials")
          .withMessageNotContaining("not-the-password")
          .satisfies(e -> assertThat(e.remedy()).contains("clouds.yaml"));
    }
    CloudConfig application = cloud.config("application");
    Optional<String> id = ((Credentials.ApplicationCredential) application.credentials()).id();
    Credentials stale =
        new Credentials.ApplicationCredential(
            id, Optional.empty(), Optional.empty(), new Secret("not-the-secret"));
    try (ImageStore store = store(with(application, stale))) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::session)
          .withMessageNotContaining("not-the-secret")
          .satisfies(e -> assertThat(e.remedy()).contains("expired"));
    }
  }

  @Test
  void anAuthorityThatIsNotTrustedIsSaidPlainly() {
    CloudConfig config = cloud.config("tls");
    Tls nobody = new Tls(Optional.empty(), true, Optional.empty(), Optional.empty());
    try (ImageStore store = store(with(config, nobody))) {
      assertRefused(store::session, "is not trusted");
    }
    Tls everybody = new Tls(Optional.empty(), false, Optional.empty(), Optional.empty());
    try (ImageStore store = store(with(config, everybody))) {
      assertThat(store.session().user()).isEqualTo("builder");
    }
  }

  @Test
  void aServerThatWantsToKnowTheClientIsNotEnteredWithoutACertificate() {
    CloudConfig config = cloud.config("mutual");
    Tls nameless = new Tls(config.tls().authorities(), true, Optional.empty(), Optional.empty());
    try (ImageStore store = store(with(config, nameless))) {
      assertRefused(store::countImages, "127.0.0.1");
    }
  }

  @Test
  void anInterfaceWithoutGlanceAndARegionThatIsNotThereAreSaidPlainly() {
    CloudConfig config = cloud.config("builder");
    EndpointChoice nowhere = new EndpointChoice(Optional.of("R"), "public", Optional.empty());
    try (ImageStore store = store(with(config, nowhere))) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::countImages)
          .withMessageContaining("region R")
          .satisfies(e -> assertThat(e.remedy()).contains("RegionTLS (public)"));
    }
    EndpointChoice dead =
        new EndpointChoice(Optional.of("RegionOne"), "internal", Optional.empty());
    try (ImageStore store = store(with(config, dead))) {
      assertRefused(store::countImages, "nothing answers at http://127.0.0.1:9");
    }
  }

  private static void assertRefused(Runnable attempt, String words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(attempt::run)
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.PUBLISH))
        .satisfies(e -> assertThat(e.remedy()).isNotBlank());
  }

  /** What the openstack client finds of a recipe, whatever its state. */
  private static List<String> left(PublishOrder order) {
    return cloud
        .ask("builder", "image", "list", "--property", Marks.RECIPE + "=" + order.recipe())
        .values()
        .stream()
        .map(image -> image.path("ID").asString())
        .toList();
  }

  private static List<ProcessHandle> glanceProcesses() {
    ProcessHandle parent = ProcessHandle.of(cloud.glance()).orElseThrow();
    return Stream.concat(Stream.of(parent), parent.descendants()).toList();
  }

  private static void killGlance() {
    glanceProcesses().forEach(ProcessHandle::destroyForcibly);
  }

  private static void revoke(Secret token) {
    URI keystone = cloud.config("builder").authUrl();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(keystone + "/auth/tokens"))
            .header("X-Auth-Token", token.reveal())
            .header("X-Subject-Token", token.reveal())
            .DELETE()
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ImageStore store(CloudConfig config) {
    return ImageStore.of(config, 3, Duration.ofMillis(100), clock());
  }

  private static Clock clock() {
    return Clock.systemUTC();
  }

  private static CloudConfig through(CutProxy proxy) {
    return with(
        cloud.config("builder"),
        new EndpointChoice(Optional.of("RegionOne"), "public", Optional.of(proxy.address())));
  }

  private static CloudConfig with(CloudConfig config, Object part) {
    return new CloudConfig(
        config.name(),
        config.authUrl(),
        part instanceof Credentials credentials ? credentials : config.credentials(),
        config.scope(),
        part instanceof EndpointChoice endpoint ? endpoint : config.endpoint(),
        part instanceof Tls tls ? tls : config.tls(),
        List.of());
  }
}
