package dev.casement.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  /** As Keystone, WebOb (JSON, HTML, text), Nova, Neutron, nginx and HAProxy have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401|{\"error\": {\"code\": 401, \"message\": \"The request needs authentication.\","
            + " \"title\": \"Unauthorized\"}}|The request needs authentication.",
        "403|{\"message\": \"You are not authorized.<br /><br />\\n"
            + "\\n"
            + "\\n"
            + "\", \"code\": \"403 Forbidden\", \"title\": \"Forbidden\"}|You are not authorized.",
        "403|{\"forbidden\": {\"code\": 403, \"message\": \"Quota exceeded for instances\"}}|Quota"
            + " exceeded for instances",
        "404|{\"NeutronError\": {\"type\": \"NetworkNotFound\", \"message\": \"Network x could not"
            + " be found.\", \"detail\": \"\"}}|Network x could not be found.",
        "413|413 Request Entity Too Large~~Quota exceeded: 1 byte too many~~~   |Quota exceeded: 1"
            + " byte too many",
        "404|<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1>No image"
            + " found with ID x<br /><br />~~</body></html>|No image found with ID x",
        "502|<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad"
            + " Gateway</h1></center></body></html>|502 Bad Gateway 502 Bad Gateway",
        "503|<html><body><h1>503</h1><script>x<y</script>No server is available</body></html>|No"
            + " server is available",
        "409|{\"reason\": 1}|{\"reason\": 1}",
        "500||''"
      })
  void theServersOwnWordsAreLeft(int status, String body, String reason) {
    assertThat(answer(status, body == null ? "" : body.replace('~', '\n')).reason())
        .isEqualTo(reason);
  }

  /** It would take an hour if each tag were looked for to the end of the page. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPageMadeToTakeLongDoesNot() {
    assertThat(answer(500, "<script".repeat(2_000_000)).reason()).isNotBlank();
  }

  private static Answer answer(int status, String body) {
    return new Answer(
        URI.create("http://glance.test"), status, HttpHeaders.of(Map.of(), (n, v) -> true), body);
  }
}
