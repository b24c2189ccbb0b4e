package dev.casement.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
class NoProxyTest {
  @ParameterizedTest(name = "{0} exempts {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* | http://anything.test",
        "127.0.0.0/8 | http://127.0.0.1:5055/v3",
        "10.0.0.0/8,127.0.0.0/8 | https://127.1.2.3",
        "192.168.4.0/22 | http://192.168.7.255",
        "192.168.0.0/0 | http://1.2.3.4",
        "127.0.0.1/32 | http://127.0.0.1",
        "127.0.0.1 | http://127.0.0.1:5055",
        "127.0.0.1:5055 | http://127.0.0.1:5055/v3",
        "127.0.0.1:80 | http://127.0.0.1",
        "keystone.test:5000 | https://keystone.test:5000",
        "keystone.test:443 | https://keystone.test",
        ".test:5000 | https://keystone.test:5000",
        "::1 | http://[::1]:5055/v3",
        "[::1] | http://[::1]:5055/v3",
        "[::1]:5055 | http://[::1]:5055/v3",
        "0:0:0:0:0:0:0:1 | http://[::1]",
        "fd00::/8 | http://[fd12::3]:5000",
        "[fd00::]/8 | http://[fd12::3]",
        "fe80::1 | http://[fe80::1%25eth0]",
        "keystone.test | http://KEYSTONE.test",
        "KEYSTONE.TEST | http://keystone.test.",
        "test | http://keystone.test",
        ".test | http://keystone.test",
        "*.test | http://keystone.test",
        "a.test  keystone.test | http://keystone.test",
        "a.test, keystone.test | http://keystone.test",
        "ctl_vip | http://ctl_vip:5055",
      })
  void isAskedDirectly(String list, String address) {
    assertThat(proxy(list, address)).isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest(name = "{0} does not exempt {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | http://127.0.0.1",
        "127.0.0.0/8 | http://128.0.0.1",
        "127.0.0.0/33 | http://127.0.0.1",
        "127.0.0.0/x | http://127.0.0.1",
        "192.168.4.0/22 | http://192.168.8.0",
        "10.0.0.0/8 | http://ten.test",
        "127.0.0.1:5055 | http://127.0.0.1:5056",
        "127.0.0.1:5055 | http://127.0.0.1",
        "keystone.test:5000 | https://keystone.test",
        "::1 | http://[::2]",
        "[::1]:5055 | http://[::1]:5056",
        "fd00::/8 | http://[fe80::1]",
        "fd00::/8 | http://253.0.0.1",
        "eystone.test | http://keystone.test",
        "0.0.1 | http://127.0.0.1",
      })
  void isAskedThroughTheProxy(String list, String address) {
    assertThat(proxy(list, address).type()).isEqualTo(Proxy.Type.HTTP);
    assertThat(variables(list).onTheWayTo(URI.create(address))).contains("proxy_a.test:3128");
  }

  private static Proxy proxy(String list, String address) {
    return variables(list).select(URI.create(address)).getFirst();
  }

  private static ProxyVariables variables(String list) {
    String proxy = "http://me:p%40ss@proxy_a.test:3128/";
    return new ProxyVariables(Map.of("http_proxy", proxy, "https_proxy", proxy, "no_proxy", list));
  }

  @ParameterizedTest
  @CsvSource({
    "http://ctl_vip:5055/v3, has an underscore",
    "https://ctl_vip/, has an underscore",
    "https://me@ctl_vip/, it has a user or password in it",
    "http://büro.test, write it as xn--bro-hoa.test",
    "http://host.1st/, is not one by RFC 1123",
    "http:///v3, it has no host",
    "ftp://a.test, it is not an http or https address",
    "keystone, it is not an http or https address",
    "http://{region}.test, it is not an http or https address",
  })
  void anAddressThatJavaCannotUseSaysWhy(String address, String words) throws IOException {
    assertThat(ServerAddress.flaw(address)).contains(words);
    assertThat(ServerAddress.of(address)).isEqualTo(Optional.empty());
  }
}
