package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.openstack.publish.ImageStore;
import dev.casement.openstack.publish.Orders;
import dev.casement.openstack.publish.PublishOrder;
import dev.casement.openstack.publish.Published;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Keystone and Glance behind a proxy that wants a password. */
@ResourceLock(TestCloud.LOCK)
class ProxyIT {
  private static TestCloud cloud;

  @TempDir Path directory;
  private AskingProxy proxy;

  @BeforeAll
  static void bringUp() {
    cloud = TestCloud.ready();
  }

  @BeforeEach
  void start() throws IOException {
    proxy = new AskingProxy("me:p@ss:word");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({
    "builder, http_proxy, 127.0.0.1, PUT http://127.0.0.1",
    "tls, HTTPS_PROXY, 127.0.0.1, CONNECT 127.0.0.1",
    "tls, HTTPS_PROXY, 127.1, CONNECT 127.0.0.1",
  })
  void anImageGetsThrough(String name, String variable, String host, String line)
      throws IOException {
    PublishOrder order = Orders.of(directory, 1 << 20);
    String address = proxy.address("me:p%40ss%3Aword").replace("@127.0.0.1:", "@" + host + ":");
    Map<String, String> variables = Map.of(variable, address);
    try (ImageStore store = ImageStore.of(cloud.config(name), variables, Clock.systemUTC())) {
      Published published = store.publish(order, new Heard());

      assertThat(store.image(published.id()).hash()).isEqualTo(order.sha512());
    }
    assertThat(proxy.passed()).anyMatch(request -> request.startsWith(line));
  }

  @Test
  void theWrongPasswordIsSaidPlainly() {
    for (String name : new String[] {"builder", "tls"}) {
      Map<String, String> variables =
          Map.of("http_proxy", proxy.address("me:wrong"), "https_proxy", proxy.address("me:wrong"));
      try (ImageStore store = ImageStore.of(cloud.config(name), variables, Clock.systemUTC())) {
        assertThatExceptionOfType(BuildException.class)
            .isThrownBy(store::session)
            .withMessageContaining("the proxy for 127.0.0.1 rejected this user")
            .withMessageNotContaining("wrong");
      }
    }
    assertThat(proxy.passed()).isEmpty();
  }
}
