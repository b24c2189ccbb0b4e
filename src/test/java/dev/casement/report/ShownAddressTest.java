package dev.casement.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.test/w.iso | https://a.test/w.iso",
        "HTTP://a_b.test:80 | HTTP://a_b.test:80",
        "https://[::1]:8443/@x/w.iso | https://[::1]:8443/@x/w.iso",
        "https://a.test/get?token=secret@b#secret | https://a.test/get",
        "https://a.test?secret | https://a.test",
        "https://me:secret@a.test:8443/w.iso?secret | https://…@a.test:8443/w.iso",
        "https://secret@a.test | https://…@a.test",
        "http://me:sec ret@a_b.test/w.iso | http://…@a_b.test/w.iso",
        "https://me:secr/et@a.test/w.iso | https://…",
        "https://me:secr#et@a.test | https://…",
        "https://me:secr?et@a.test | https://…",
        "https://me:secr@et@a.test | https://…",
        "ftp://me:secr/et@a.test | …",
        "me:secret@a.test/w.iso | …",
        "https:/me:secret@a.test/w.iso | …",
        "wsus.local?secret | wsus.local",
        "'' | ''",
      })
  void anAddressIsShownWithoutWhatMayBeSecret(String text, String shown) {
    assertThat(ShownAddress.of(text)).isEqualTo(shown);
  }
}
