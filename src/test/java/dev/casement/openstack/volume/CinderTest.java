package dev.casement.openstack.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.openstack.CloudClient;
import dev.casement.openstack.FakeCompute;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CinderTest {
  private FakeCompute cloud;
  private CloudClient client;
  private Cinder cinder;

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    client = CloudClient.of(cloud, 3);
    cinder = client.cinder();
  }

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  @Test
  void aBlankVolumeIsCreatedAndBecomesAvailable() {
    String id = cinder.create(blank("one"));
    assertThat(cinder.volume(id).orElseThrow().status()).isEqualTo("creating");
    Volume volume = cinder.volume(id).orElseThrow();
    assertThat(volume.is("available")).isTrue();
    assertThat(volume.isBroken()).isFalse();
    assertThat(volume.metadata()).containsEntry("casement", "b");
    JsonNode asked = cloud.volumes().created.getFirst();
    assertThat(asked.path("size").asInt()).isEqualTo(40);
    assertThat(asked.propertyNames()).doesNotContain("source_volid", "volume_type");
  }

  @Test
  void aVolumeMayBeACopyOfATypeInAZone() {
    String one = cloud.volumes().has("one", Map.of());
    cinder.create(
        new NewVolume(
            "two",
            40,
            Optional.of(new NewVolume.Source.Volume(one)),
            Optional.of("ssd"),
            Optional.of("az1"),
            Map.of()));
    assertThat(cloud.volumes().created.getFirst().toString())
        .contains(
            "\"source_volid\":\"volume-1\"",
            "\"volume_type\":\"ssd\"",
            "\"availability_zone\":\"az1\"");
  }

  /** Nobody would ever delete the first one. */
  @Test
  void aVolumeWhoseAnswerWasLostIsNotCreatedAgain() {
    cloud.volumes().makesThenRefuses = true;
    cloud.volumes().refuses(504);
    assertThat(cinder.create(blank("one"))).isEqualTo("volume-1");
    assertThat(cloud.volumes().created).hasSize(1);
  }

  /** Cinder answers 413 when a quota is used up. */
  @Test
  void aQuotaIsSaidPlainly() {
    cloud.volumes().refuses(413);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> cinder.create(blank("one")))
        .withMessageContaining("Cinder at ")
        .withMessageContaining("exceeds allowed gigabytes quota")
        .satisfies(e -> assertThat(e.remedy()).startsWith("delete volumes"));
    assertThat(cloud.volumes().created).hasSize(1);
  }

  @Test
  void theQuotaIsKnownBefore() {
    assertThat(cinder.lacksFor(10, 40)).isEmpty();
    assertThat(cinder.lacksFor(11, 40)).contains("allows 10 more volumes, not 11");
    assertThat(cinder.lacksFor(1, 41)).contains("allows 40 GiB more in volumes, not 41");
  }

  @Test
  void aVolumeIsMadeOneToBootFrom() {
    String id = cinder.create(blank("one"));
    cinder.setBootable(id);
    cinder.setImageProperties(id, Map.of("hw_firmware_type", "uefi"));
    assertThat(cloud.volumes().actions)
        .containsExactly(
            "os-set_bootable {\"bootable\":true}",
            "os-set_image_metadata {\"metadata\":{\"hw_firmware_type\":\"uefi\"}}");
  }

  @Test
  void aVolumeIsCopiedToAnImage() {
    cloud.volumes().looksToCreate = 0;
    String id = cinder.create(blank("one"));
    assertThat(cinder.uploadToImage(id, "x", "qcow2", Optional::empty)).isEqualTo("of-" + id);
    assertThat(cinder.volume(id).orElseThrow().status()).isEqualTo("uploading");
    assertThat(cinder.volume(id).orElseThrow().status()).isEqualTo("available");
    assertThat(cloud.volumes().actions.getFirst())
        .contains("\"image_name\":\"x\"", "\"force\":false", "\"disk_format\":\"qcow2\"");
  }

  @Test
  void aVolumeIsDeleted() {
    cloud.volumes().looksToCreate = 0;
    String id = cinder.create(blank("one"));
    assertThat(cinder.delete(id, true)).isTrue();
    assertThat(cinder.volume(id)).isEmpty();
    assertThat(cinder.delete(id, false)).isFalse();
  }

  @Test
  void aFailedVolumeIsBroken() {
    cloud.volumes().becomes = "error";
    String id = cinder.create(blank("one"));
    cinder.volume(id);
    assertThat(cinder.volume(id).orElseThrow().isBroken()).isTrue();
  }

  private static NewVolume blank(String name) {
    return new NewVolume(
        name, 40, Optional.empty(), Optional.empty(), Optional.empty(), Map.of("casement", "b"));
  }
}
