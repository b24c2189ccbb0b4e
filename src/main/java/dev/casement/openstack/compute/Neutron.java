package dev.casement.openstack.compute;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudService;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Service;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Client of Neutron, version 2.0, as far as finding a network.
 *
 * <p>Source: Networking API v2.0 (docs.openstack.org/api-ref/network/v2).
 */
public final class Neutron {
  private final CloudService service;

  Neutron(Web web, Keystone keystone, CloudConfig cloud) {
    this.service = new CloudService(web, keystone, cloud, Service.NETWORK);
  }

  /**
   * The id of a network.
   *
   * @param wanted an id, or a name that is unique
   * @throws dev.casement.report.BuildException PUBLISH when there is none
   */
  public String network(String wanted) {
    String networks = service.endpoint().replaceFirst("/v2\\.0$", "") + "/v2.0/networks";
    String encoded = URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    Answer named = service.get(URI.create(networks + "?name=" + encoded), "list networks");
    List<String> ids = new ArrayList<>();
    service.json(named).path("networks").forEach(it -> ids.add(it.path("id").asString("")));
    if (ids.size() > 1) {
      throw PublishFailures.of(
          "there are " + ids.size() + " networks of the name \"" + wanted + "\"",
          "give one of their ids: " + String.join(", ", ids));
    }
    if (ids.size() == 1) {
      return ids.getFirst();
    }
    Answer shown =
        service.send(Request.get(URI.create(networks + "/" + encoded.replace("+", "%20"))));
    if (shown.status() == 404) {
      throw PublishFailures.of(
          "there is no network \"" + wanted + "\" for this project", "see openstack network list");
    }
    service.require(shown, "look at network " + wanted);
    return service.json(shown).path("network").path("id").asString(wanted);
  }
}
