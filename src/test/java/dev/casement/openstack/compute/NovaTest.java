package dev.casement.openstack.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.openstack.CloudClient;
import dev.casement.openstack.FakeCompute;
import dev.casement.openstack.FakeCompute.Moment;
import dev.casement.openstack.compute.NewServer.Boot;
import dev.casement.openstack.compute.NewServer.Drive;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class NovaTest {
  private FakeCompute cloud;
  private Compute compute;
  private CloudClient client;

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    client = CloudClient.of(cloud, 3);
    compute = client.compute();
  }

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  /** As catalogues have it: with the version, with the project's id, legacy, or neither. */
  @ParameterizedTest
  @ValueSource(strings = {"/v2.1", "/v2.1/", "/v2.1/PROJECT", "/v2/PROJECT", ""})
  void findsTheVersionAndItsServers(String path) {
    cloud.path = path;
    String id = cloud.has("x", Map.of());
    assertThat(compute.nova().server(id)).isPresent();
    assertThat(cloud.requests.getFirst()).isEqualTo("GET /v2.1/");
    assertThat(cloud.versions).containsExactly("compute 2.67");
  }

  @ParameterizedTest
  @CsvSource({"2.37, 2.37", "2.66, 2.66", "2.100, 2.67"})
  void asksForNoNewerMicroversionThanThereIs(String newest, String asked) {
    cloud.newest = newest;
    assertThat(compute.nova().flavors()).hasSize(4);
    assertThat(cloud.versions).containsExactly("compute " + asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.36", "", "3.0"})
  void anOldServiceIsRefused(String newest) {
    cloud.newest = newest;
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> compute.nova().flavors())
        .withMessageContaining("is older than microversion 2.37");
  }

  @Test
  void aServerIsStartedWithAConfigDriveAndWithoutANetwork() {
    assertThat(compute.nova().create(server())).isEqualTo("server-1");
    assertThat(cloud.created.getFirst().toString())
        .contains("\"networks\":\"none\"", "\"config_drive\":true", "\"user_data\":\"cmVt\"")
        .doesNotContain("key_name");
  }

  /** As tried on Nova 26.2 with Cinder 21.3, the disk being first. */
  @Test
  void aServerIsStartedFromTheVolumesOfADiskAndOfCds() {
    List.of("v", "iso", "setup").forEach(name -> cloud.volumes().has(name, Map.of()));
    Boot drives =
        new Boot.FromDrives(
            List.of(
                new Drive(new Drive.Source.Volume("volume-1"), "virtio", Optional.of(0)),
                new Drive(new Drive.Source.Cd("volume-2"), "sata", Optional.of(1)),
                new Drive(new Drive.Source.Cd("volume-3"), "sata", Optional.empty())));
    NewServer plain = server();
    compute
        .nova()
        .create(
            new NewServer(
                plain.name(),
                drives,
                plain.flavor(),
                Optional.of("net"),
                Optional.empty(),
                Optional.of("az1"),
                Map.of()));
    JsonNode asked = cloud.created.getFirst();
    assertThat(asked.path("availability_zone").asString()).isEqualTo("az1");
    assertThat(asked.path("networks").toString()).isEqualTo("[{\"uuid\":\"net\"}]");
    assertThat(asked.path("block_device_mapping_v2").valueStream().map(JsonNode::toString))
        .containsExactly(
            "{\"source_type\":\"volume\",\"uuid\":\"volume-1\",\"device_type\":\"disk\",\"delete_on_termination\":false,\"destination_type\":\"volume\",\"disk_bus\":\"virtio\",\"boot_index\":0}",
            "{\"source_type\":\"volume\",\"uuid\":\"volume-2\",\"device_type\":\"cdrom\",\"delete_on_termination\":true,\"destination_type\":\"volume\",\"disk_bus\":\"sata\",\"boot_index\":1}",
            "{\"source_type\":\"volume\",\"uuid\":\"volume-3\",\"device_type\":\"cdrom\",\"delete_on_termination\":true,\"destination_type\":\"volume\",\"disk_bus\":\"sata\",\"boot_index\":-1}");
    assertThat(asked.has("imageRef")).isFalse();
  }

  /** A second server would run until somebody notices it. */
  @Test
  void aServerWhoseAnswerWasLostIsNotStartedAgain() {
    cloud.makesThenRefuses = true;
    cloud.refuses(504);
    assertThat(compute.nova().create(server())).isEqualTo("server-1");
    assertThat(cloud.created).hasSize(1);
  }

  @Test
  void aServerThatWasNotMadeIsAskedForAgain() {
    cloud.refuses(503).refuses(503);
    assertThat(compute.nova().create(server())).isEqualTo("server-1");
    assertThat(cloud.created).hasSize(3);
  }

  @Test
  void aQuotaIsNotTriedAgain() {
    cloud.refuses(403);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> compute.nova().create(server()))
        .withMessageContaining("Nova at ")
        .withMessageEndingWith("(HTTP 403): Quota exceeded for instances: Requested 1")
        .satisfies(e -> assertThat(e.remedy()).startsWith("delete servers"));
    assertThat(cloud.created).hasSize(1);
  }

  @Test
  void aServerWithoutAConsoleHasNoText() {
    cloud.lives(Moment.is("SHUTOFF"));
    assertThat(compute.nova().console(cloud.has("x", Map.of()))).isEmpty();
  }

  @Test
  void whatIsGoneNeedNotBeDeleted() {
    assertThat(compute.nova().delete("server-9", false)).isFalse();
    assertThat(compute.nova().server("server-9")).isEmpty();
  }

  @Test
  void theSmallestFlavorThatFitsHasADisk() {
    assertThat(Flavor.smallest(2048, 30, compute.nova().flavors()).name()).isEqualTo("medium");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> Flavor.smallest(2048, 100, compute.nova().flavors()))
        .withMessageContaining("disk of 100 GiB", "it has diskless, large, medium, tiny");
  }

  @Test
  void theQuotaIsKnownBefore() {
    cloud.has("x", Map.of());
    Headroom headroom = compute.nova().headroom().orElseThrow();
    assertThat(headroom.lacksFor(new Flavor("", "", 1 << 20, 1, 2))).isEmpty();
    assertThat(headroom.lacksFor(new Flavor("", "", 1, 1, 3)))
        .contains("allows 2 more CPUs, not 3");
    cloud.quota = 1;
    assertThat(compute.nova().headroom().orElseThrow().lacksFor(new Flavor("", "", 1, 1, 1)))
        .contains("allows no more servers");
  }

  @Test
  void aNetworkIsFoundByItsName() {
    assertThat(compute.neutron().network("private"))
        .isEqualTo("ff608d40-75e9-48cb-b745-77bb55b5eaf2");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> compute.neutron().network("public"))
        .withMessageContaining("there is no network \"public\"");
  }

  private static NewServer server() {
    return new NewServer(
        "casement-1",
        new Boot.FromImage("image", "rem"),
        "1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of("a", "b"));
  }
}
