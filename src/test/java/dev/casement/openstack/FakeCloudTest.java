package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.files.FileDigest;
import dev.casement.http.Answer;
import dev.casement.openstack.FakeCompute.Moment;
import dev.casement.openstack.compute.NewServer;
import dev.casement.openstack.compute.NewServer.Drive;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.ImageData;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.RemoteImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.volume.Cinder;
import dev.casement.openstack.volume.NewVolume;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the services of {@link FakeCompute} know of each other. */
class FakeCloudTest {
  private static final String ID = "0a1b2c3d-0000-4000-8000-000000000001";

  @TempDir Path directory;
  private FakeCompute cloud;
  private CloudClient client;
  private Glance glance;
  private Cinder cinder;

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    client = CloudClient.of(cloud, 1);
    glance = client.glance();
    cinder = client.cinder();
  }

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  @Test
  void anImageIsCreatedFilledReadChangedAndDeleted() throws IOException {
    byte[] data = "0123456789".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(directory.resolve("disk"), data);
    glance.create(ID, image("one", Map.of("casement_build", "b")));
    assertThat(glance.show(ID).orElseThrow().status()).isEqualTo("queued");
    cloud.images().refuses(503);
    assertThat(upload(file).status()).isEqualTo(503);
    assertThat(upload(file).status()).isEqualTo(204);
    assertThat(upload(file).status()).isEqualTo(409);
    StoredImage stored = glance.show(ID).orElseThrow();
    assertThat(stored.isActive()).isTrue();
    assertThat(stored.size()).isEqualTo(data.length);
    assertThat(stored.hash()).isEqualTo(FileDigest.sha512(file));

    ByteBuffer part = ByteBuffer.allocate(7);
    new RemoteImage(glance, stored).read(150_003, part);
    assertThat(part.array()).asString().isEqualTo("3456789");

    assertThat(
            glance.update(
                ID,
                List.of(
                    Map.of("op", "add", "path", "/a~1b", "value", "x"),
                    Map.of("op", "replace", "path", "/name", "value", "two"),
                    Map.of("op", "remove", "path", "/casement_build"))))
        .isTrue();
    assertThat(glance.list(Map.of("name", "two", "a/b", "x")))
        .singleElement()
        .satisfies(image -> assertThat(image.property("casement_build")).isEmpty());
    glance.delete(ID);
    assertThat(glance.show(ID)).isEmpty();
    assertThat(cloud.counts()).containsEntry("image PUT", 3L).containsEntry("image PATCH", 1L);
  }

  @Test
  void imagesAreListedPageByPage() {
    cloud.images().page = 2;
    for (int i = 0; i < 5; i++) {
      cloud.images().has("image " + i, new byte[0], Map.of("mark", i < 4 ? "a b" : "c"));
    }
    assertThat(glance.list(Map.of("mark", "a b", "status", "active")))
        .extracting(StoredImage::name)
        .containsExactly("image 3", "image 2", "image 1", "image 0");
    assertThat(glance.list(Map.of("status", "queued"))).isEmpty();
  }

  @Test
  void whatGlanceDoesNotAllowChangesNothing() {
    String id = cloud.images().has("one", new byte[1], Map.of("protected", true));
    List<Map<String, Object>> changes =
        List.of(
            Map.of("op", "add", "path", "/x", "value", "y"),
            Map.of("op", "replace", "path", "/missing", "value", "z"));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> glance.update(id, changes))
        .withMessageEndingWith("(HTTP 409): Property missing does not exist.");
    assertThat(glance.show(id).orElseThrow().properties()).isEmpty();
    assertThat(glance.tryDelete(id).status()).isEqualTo(403);
  }

  /** Of two removals, Glance refuses the second, although what was asked for is done. */
  @Test
  void aChangeWhoseAnswerIsLostIsDone() {
    String id = cloud.images().has("one", new byte[1], Map.of("casement_build", "b", "a/b", "x"));
    cloud.loses("PATCH /v2/images/" + id, 502);

    try (CloudClient patient = CloudClient.of(cloud, 2)) {
      assertThat(
              patient
                  .glance()
                  .update(
                      id,
                      List.of(
                          Map.of("op", "add", "path", "/x", "value", "y"),
                          Map.of("op", "remove", "path", "/a~1b"),
                          Map.of("op", "remove", "path", "/casement_build"))))
          .isTrue();
    }

    assertThat(glance.show(id).orElseThrow().properties()).isEqualTo(Map.of("x", "y"));
  }

  @Test
  void aServerKeepsItsDiskAndTheCdGoesWithIt() {
    String disk = cinder.create(volume("disk", Optional.empty()));
    String cd = cd();
    assertThat(cloud.volumes().content(cd)).containsExactly(9);
    assertThat(cloud.volumes().volume(cd).orElseThrow().toString())
        .contains("\"hw_x\":\"y\"", "\"image_id\":\"image-1\"", "\"bootable\":\"true\"");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> start(disk, cd))
        .withMessageContaining("is not bootable");
    cinder.setBootable(disk);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> start(disk, cd))
        .withMessageContaining("the current status is creating");
    cinder.volumes();
    cloud.livesInTurn(List.of(List.of(Moment.is("SHUTOFF")), List.of(Moment.active("up"))));
    cloud.looksToDelete = 1;
    cloud.volumes().looksToDelete = 1;

    String first = start(disk, cd);
    assertThat(cinder.volume(disk).orElseThrow().status()).isEqualTo("in-use");
    assertThat(cloud.volumes().of(first)).containsExactly(disk, cd);
    assertThat(client.compute().nova().server(first).orElseThrow().status()).isEqualTo("SHUTOFF");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> cinder.delete(disk, false))
        .withMessageContaining("must not be migrating, attached");

    client.compute().nova().delete(first, false);
    assertThat(client.compute().nova().server(first).orElseThrow().task()).isEqualTo("deleting");
    assertThat(cinder.volume(disk).orElseThrow().status()).isEqualTo("in-use");
    assertThat(client.compute().nova().server(first)).isEmpty();
    assertThat(cinder.volume(disk).orElseThrow().status()).isEqualTo("available");
    assertThat(cinder.volume(cd).orElseThrow().status()).isEqualTo("deleting");
    assertThat(cloud.volumes().ids()).containsExactly(disk);
    cloud.volumes().looksToCreate = 0;
    String second = start(disk, cd());
    assertThat(client.compute().nova().server(second).orElseThrow().status()).isEqualTo("ACTIVE");
  }

  @Test
  void aVolumeHoldsItsImageOrItsSource() {
    String image = cloud.images().has("cd", new byte[1], Map.of("min_disk", 41));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> cinder.create(volume("cd", Optional.of(new NewVolume.Source.Image(image)))))
        .withMessageContaining("cannot be smaller than the image minDisk size 41GB");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> cinder.create(volume("copy", Optional.of(new NewVolume.Source.Volume("none")))))
        .withMessageContaining("Volume none could not be found");
    cinder.setMetadata(cloud.volumes().has("disk", Map.of("a", "b")), Map.of("c", "d"));
    assertThat(cinder.volumes().getFirst().metadata()).containsOnlyKeys("a", "c");
  }

  @Test
  void aVolumeBecomesAnImage() {
    String disk = cloud.volumes().has("disk", Map.of());
    cloud.volumes().content(disk, new byte[] {1, 2, 3});
    cinder.setImageProperties(disk, Map.of("hw_firmware_type", "uefi"));
    cloud.volumes().looksToCreate = 0;
    String copy = cinder.create(volume("copy", Optional.of(new NewVolume.Source.Volume(disk))));
    cloud.images().looksToSave = 2;
    String id = cinder.uploadToImage(copy, "result", "raw", Optional::empty);
    assertThat(glance.show(id).orElseThrow().status()).isEqualTo("saving");
    assertThat(cinder.volume(copy).orElseThrow().status()).isEqualTo("uploading");
    StoredImage image = glance.show(id).orElseThrow();
    assertThat(image.isActive()).isTrue();
    assertThat(image.properties()).containsEntry("hw_firmware_type", "uefi");
    assertThat(cloud.images().content(id)).hasValue(new byte[] {1, 2, 3});
    assertThat(cinder.volume(copy).orElseThrow().status()).isEqualTo("available");

    cloud.volumes().failsToUpload = true;
    String failed = cinder.uploadToImage(copy, "another", "raw", Optional::empty);
    cinder.volumes();
    cinder.volumes();
    assertThat(glance.show(failed)).isEmpty();
    assertThat(cinder.volume(copy).orElseThrow().status()).isEqualTo("available");
  }

  @Test
  void anyRequestCanGoWrong() {
    cloud.refuses("GET /v3/.*/volumes/detail", 500).loses("DELETE /v3/", 504);
    String disk = cloud.volumes().has("disk", Map.of());
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> cinder.volumes());
    assertThat(cinder.volumes()).hasSize(1);
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> cinder.delete(disk, false));
    assertThat(cinder.volumes()).isEmpty();
  }

  private Answer upload(Path file) throws IOException {
    try (ImageData data = new ImageData(file, Files.size(file))) {
      return glance
          .web()
          .upload(glance.dataRequest(client.keystone().session(), ID, "file"), data)
          .join();
    }
  }

  private String cd() {
    String image = cloud.images().has("cd", new byte[] {9}, Map.of("hw_x", "y"));
    return cinder.create(volume("cd", Optional.of(new NewVolume.Source.Image(image))));
  }

  private String start(String disk, String cd) {
    return client
        .compute()
        .nova()
        .create(
            new NewServer(
                "server",
                new NewServer.Boot.FromDrives(
                    List.of(
                        new Drive(new Drive.Source.Volume(disk), "virtio", Optional.of(0)),
                        new Drive(new Drive.Source.Cd(cd), "sata", Optional.of(1)))),
                "1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
  }

  private static NewVolume volume(String name, Optional<NewVolume.Source> source) {
    return new NewVolume(name, 40, source, Optional.empty(), Optional.empty(), Map.of());
  }

  private static NewImage image(String name, Map<String, String> properties) {
    return new NewImage(
        name, "raw", 0, 0, Optional.empty(), Optional.empty(), List.of(), properties, Set.of());
  }
}
