package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.http.Tls;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.openstack.cloud.Keystone;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Casement reads a cloud's settings as openstacksdk's own loader does, over a table of spellings:
 * what Keystone would be asked is the same.
 */
class OpenStackSdkIT {
  private static final String LOGIN = "auth_url: 'https://k.test/v3', username: u, password: s";

  /** Clouds as they stand in clouds.yaml, one a line, complete in themselves. */
  private static final List<String> CLOUDS =
      """
      {auth: {LOGIN, project_name: p, user_domain_name: d, project_domain_name: e}}
      {auth: {LOGIN, project_name: p, user_domain_id: d, project_domain_id: e}}
      {auth: {LOGIN, project_name: p, domain_name: d}}
      {auth: {LOGIN, project_name: p, domain_id: d}}
      {auth: {LOGIN, project_name: p, domain-name: d}}
      {auth: {LOGIN, project_name: p}, domain_name: d}
      {auth: {LOGIN, project_name: p}, domain-id: d}
      {auth: {LOGIN, project_name: p, domain_name: d, project_domain_name: e}}
      {auth: {LOGIN, project_name: p, domain_name: d, user_domain_name: e}}
      {auth: {LOGIN, project_name: p, domain_id: d, user_domain_name: e}}
      {auth: {LOGIN, project_name: p, domain_name: c, domain_id: d}}
      {auth: {LOGIN, project_name: p, domain_name: c}, domain_name: d}
      {auth: {LOGIN, project_id: p, domain_name: d}}
      {auth: {LOGIN, user_domain_name: d, domain_name: e}}
      {auth: {LOGIN, user_domain_id: d, domain-id: e}}
      {auth: {LOGIN, user_domain_name: d}, domain_name: e}
      {auth: {LOGIN, user_domain_name: d}, project_name: p, project_domain_name: e}
      {auth: {LOGIN}, project_name: p, user_domain_name: d, project_domain_name: e}
      {auth: {LOGIN}, project-name: p, user-domain-name: d, project-domain-name: e}
      {auth: {LOGIN, domain_name: d}, project_id: p}
      {auth: {auth-url: 'https://k.test/v3', user-name: u, password: s, project-id: p, user-domain-id: d}}
      {auth: {auth_url: 'https://k.test/v3', user-id: u, password: s, project-name: p, project-domain-id: d}}
      {auth: {auth_url: 'https://k.test/v3', user_name: u, password: s, tenant_name: p, domain_name: d}}
      {auth: {LOGIN, tenant-id: p, user_domain_name: d}}
      {auth: {LOGIN, tenant_id: old, project_id: p, user_domain_name: d}}
      {auth: {LOGIN, tenant_name: p}, tenant-name: old, domain_name: d}
      {auth: {LOGIN, project_name: p}, project-name: q, domain_name: d}
      {auth: {LOGIN, project_name: p}, project_name: q, domain_name: d}
      {auth_url: 'https://k.test', username: u, password: s, project_name: p, domain_name: d}
      {auth-url: 'https://k.test', user-name: u, password: s, tenant-name: p, domain-name: d}
      {auth: {auth_url: 'https://k.test', username: u}, password: s, username: v, project_name: p, domain_name: d}
      {auth: {LOGIN, project_name: p, default_domain_id: d}}
      {auth: {LOGIN, project_name: p, default_domain_name: d, user_domain_name: e}}
      {auth: {LOGIN, project_name: p, default_domain_id: d, user_domain_name: e}}
      {auth: {LOGIN, project_name: p, default-domain-id: d}}
      {auth: {LOGIN, project_name: p}, default_domain_name: d}
      {auth: {LOGIN, user_domain_name: d, trust_id: t}}
      {auth: {LOGIN, user_domain_name: d}, trust-id: t}
      {auth: {LOGIN, user_domain_name: d, system_scope: all}}
      {auth: {LOGIN, user_domain_name: d, system-scope: all}}
      {auth: {LOGIN, user_domain_name: d, system_scope: all, project_id: p}}
      {auth: {LOGIN, user_domain_name: d, system_scope: all, domain_id: p}}
      {auth: {LOGIN, user_domain_name: d, system_scope: some}}
      {auth: {LOGIN, user_domain_name: d}}
      {auth_type: v3password, auth: {LOGIN, project_name: p, domain_name: d}}
      {auth_type: token, auth: {auth_url: 'https://k.test/v3', token: t, project_id: p}}
      {auth_type: token, auth: {auth_url: 'https://k.test/v3', project_name: p, project_domain_name: d}, token: t}
      {auth_type: token, auth: {auth_url: 'https://k.test/v3', project_id: p}, auth_token: t}
      {auth_type: v3token, auth: {auth_url: 'https://k.test/v3', auth-token: t, project_id: p}}
      {auth_type: v3applicationcredential, auth: {auth_url: 'https://k.test/v3', application_credential_id: i, application_credential_secret: s}}
      {auth_type: v3applicationcredential, auth: {auth-url: 'https://k.test/v3', application-credential-id: i, application-credential-secret: s}}
      {auth_type: v3applicationcredential, auth: {auth_url: 'https://k.test/v3'}, application_credential_id: i, application_credential_secret: s}
      {auth_type: v3applicationcredential, auth: {auth_url: 'https://k.test/v3', application_credential_name: n, application_credential_secret: s, username: u, user_domain_name: d}}
      {auth_type: v3applicationcredential, auth: {auth_url: 'https://k.test/v3', application-credential-name: n, application_credential_secret: s, user_id: u}}
      {region_name: R, auth: {LOGIN, project_name: p, domain_name: d}}
      {region-name: R, auth: {LOGIN, project_name: p, domain_name: d}}
      {region_name: 'R,S', auth: {LOGIN, project_name: p, domain_name: d}}
      {region_name: [R, S], auth: {LOGIN, project_name: p, domain_name: d}}
      {regions: [R, S], auth: {LOGIN, project_name: p, domain_name: d}}
      {regions: [{name: R, values: {interface: internal, auth: {project_name: q}}}, S], auth: {LOGIN, project_name: p, domain_name: d}}
      {regions: [S, {name: R, values: {interface: internal}}], region_name: R, auth: {LOGIN, project_name: p, domain_name: d}}
      {image_region_name: I, region_name: R, auth: {LOGIN, project_name: p, domain_name: d}}
      {region_name: R, auth: {auth_url: 'https://{region_name}.k.test/v3', username: u, password: 's{region_name}', project_name: p, domain_name: d}}
      {region_name: R, image_endpoint_override: 'https://{region_name}.g.test', auth: {LOGIN, project_name: p, domain_name: d}}
      {image-endpoint-override: 'https://g.test', auth: {LOGIN, project_name: p, domain_name: d}}
      {image_endpoint: 'https://g.test', auth: {LOGIN, project_name: p, domain_name: d}}
      {interface: internal, auth: {LOGIN, project_name: p, domain_name: d}}
      {interface: internalURL, auth: {LOGIN, project_name: p, domain_name: d}}
      {endpoint_type: adminURL, auth: {LOGIN, project_name: p, domain_name: d}}
      {endpoint_type: internal, interface: admin, auth: {LOGIN, project_name: p, domain_name: d}}
      {image_interface: internal, interface: admin, auth: {LOGIN, project_name: p, domain_name: d}}
      {image_endpoint_type: internal, interface: admin, auth: {LOGIN, project_name: p, domain_name: d}}
      {verify: false, auth: {LOGIN, project_name: p, domain_name: d}}
      {verify: no, auth: {LOGIN, project_name: p, domain_name: d}}
      {insecure: yes, auth: {LOGIN, project_name: p, domain_name: d}}
      {insecure: 'True', cacert: /ca.pem, auth: {LOGIN, project_name: p, domain_name: d}}
      {cacert: ~/ca.pem, auth: {LOGIN, project_name: p, domain_name: d}}
      {cert: /c.pem, key: ~/k.pem, auth: {LOGIN, project_name: p, domain_name: d}}
      {auth: {auth_url: 'https://k.test/v3', username: 007a, password: 123456, project_name: 2024, domain_name: d}}
      {auth: {auth_url: 'https://k.test/v3/', username: 'ü', password: 'p@ss:{word}', project_name: "p q", domain_name: d}}
      {profile: vendor, auth: {username: u, password: s, project_name: p, domain_name: d}}
      {cloud: vendor, region_name: R, auth: {username: u, password: s, project_name: p, domain_name: d}}
      {profile: nobody-has-it, auth: {LOGIN, project_name: p, domain_name: d}}
      """
          .lines()
          .map(line -> line.replace("LOGIN", LOGIN))
          .toList();

  private static final String VENDOR =
      "public-clouds: {vendor: {regions: [V, {name: R, values: {interface: admin}}],"
          + " auth: {auth_url: 'https://{region_name}.v.test', user_domain_name: w}}}";

  /** Variables, one set a line. */
  private static final List<String> VARIABLES =
      """
      OS_USERNAME=u OS_PASSWORD=s OS_PROJECT_NAME=p OS_USER_DOMAIN_NAME=d OS_PROJECT_DOMAIN_NAME=e
      OS_USERNAME=u OS_PASSWORD=s OS_PROJECT_NAME=p OS_DOMAIN_NAME=d
      OS_USERNAME=u OS_PASSWORD=s OS_PROJECT_ID=p OS_DOMAIN_ID=d OS_REGION_NAME=R OS_INTERFACE=internal
      OS_USERNAME=u OS_PASSWORD=s OS_TENANT_NAME=p OS_DOMAIN_NAME=d OS_ENDPOINT_TYPE=internalURL
      OS_USERNAME=u OS_PASSWORD=s OS_TENANT_ID=p OS_PROJECT_DOMAIN_ID=d OS_USER_DOMAIN_NAME=e OS_INTERFACE=public
      OS_USER_ID=u OS_PASSWORD=s OS_PROJECT_ID=p OS_PROJECT_NAME=n OS_PROJECT_DOMAIN_ID=d OS_IDENTITY_API_VERSION=3
      OS_USERNAME=u OS_PASSWORD=s OS_USER_DOMAIN_NAME=d OS_SYSTEM_SCOPE=all OS_CACERT=~/ca.pem
      OS_USERNAME=u OS_PASSWORD=s OS_USER_DOMAIN_NAME=d OS_TRUST_ID=t OS_INSECURE=true
      OS_USERNAME=u OS_PASSWORD=s OS_PROJECT_NAME=p OS_DEFAULT_DOMAIN_ID=d
      OS_AUTH_TYPE=v3applicationcredential OS_APPLICATION_CREDENTIAL_ID=i OS_APPLICATION_CREDENTIAL_SECRET=s
      OS_AUTH_TYPE=token OS_TOKEN=t OS_PROJECT_ID=p
      OS_AUTH_TYPE=token OS_AUTH_TOKEN=t OS_PROJECT_NAME=p OS_PROJECT_DOMAIN_NAME=d
      """
          .lines()
          .map(line -> "OS_AUTH_URL=https://k.test:5000/v3 " + line)
          .toList();

  /** What is written into files: their names and texts. */
  private static final List<Map<String, String>> FILES =
      List.of(
          Map.of(
              "clouds.yaml", "clouds: {a: {auth: {LOGIN, project_name: p}}}",
              "secure.yaml",
                  "clouds: {a: {auth: {password: t, domain_name: d}, interface: admin}}"),
          Map.of("secure.yaml", "clouds: {a: {auth: {LOGIN, project_name: p, domain_name: d}}}"),
          Map.of(
              "clouds.yaml", "clouds: {}",
              "secure.yaml", "clouds: {a: {auth: {LOGIN, project_name: p, domain_name: d}}}"),
          Map.of(
              "clouds.yml", "\uFEFFclouds: {a: {auth: {LOGIN, project_name: p, domain_name: d}}}"),
          Map.of(
              "clouds.json",
              "{\"clouds\": {\"a\": {\"auth\": {\"auth_url\": \"https://k.test\", \"username\":"
                  + " \"u\", \"password\": \"s\", \"project_name\": \"p\", \"domain_name\":"
                  + " \"d\"}}}}"),
          Map.of(
              ".config/openstack/clouds.yaml",
              "x: &x {project_name: p, domain_name: d}\n"
                  + "clouds:\n  a: {auth: {<<: *x, LOGIN, domain_name: e}}"));

  @TempDir Path directory;

  private record Case(String what, Path directory, Map<String, String> environment) {}

  @Test
  void whatKeystoneIsAskedIsWhatOpenStackSdkAsks() throws IOException, InterruptedException {
    List<Case> cases = cases();
    JsonNode answers = sdk(cases);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < cases.size(); i++) {
      Case each = cases.get(i);
      JsonNode sdk = answers.get(i);
      all.assertThat(sdk.has("error")).as("%s: %s", each.what(), sdk).isFalse();
      all.assertThat(ours(each)).as(each.what()).isEqualTo(theirs(sdk));
    }
    all.assertAll();
    assertThat(answers.size()).isGreaterThan(90);
  }

  private List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String cloud : CLOUDS) {
      cases.add(
          written(
              cloud,
              Map.of("clouds.yaml", "clouds: {a: " + cloud + "}", "clouds-public.yaml", VENDOR)));
    }
    for (Map<String, String> files : FILES) {
      cases.add(written(new TreeMap<>(files).toString(), files));
    }
    for (String line : VARIABLES) {
      Case each = written(line, Map.of());
      for (String variable : line.split(" ")) {
        String[] both = variable.split("=", 2);
        each.environment().put(both[0], both[1]);
      }
      cases.add(each);
    }
    return cases;
  }

  private Case written(String what, Map<String, String> files) throws IOException {
    Path place = Files.createTempDirectory(directory, "case");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = place.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue().replace("LOGIN", LOGIN));
    }
    return new Case(what, place, new LinkedHashMap<>(Map.of("HOME", place.toString())));
  }

  private static JsonNode sdk(List<Case> cases) throws IOException, InterruptedException {
    List<Map<String, Object>> questions =
        cases.stream()
            .map(
                each ->
                    Map.<String, Object>of(
                        "directory", each.directory().toString(),
                        "environment", each.environment()))
            .toList();
    // Debian's own Python, which has Debian's packages; another one may come first on PATH.
    Process process =
        new ProcessBuilder("/usr/bin/python3", Path.of("src/it/openstack/sdk.py").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream questionnaire = process.getOutputStream()) {
      questionnaire.write(JsonMapper.shared().writeValueAsBytes(questions));
    }
    JsonNode answers = JsonMapper.shared().readTree(process.getInputStream());
    assertThat(process.waitFor()).isZero();
    return answers;
  }

  private static Map<String, @Nullable Object> theirs(JsonNode sdk) {
    Map<String, @Nullable Object> form = new TreeMap<>();
    form.put("authUrl", sdk.path("authUrl").asString());
    form.put("auth", sdk.path("auth"));
    form.put("region", sdk.path("region").asString(""));
    form.put("interface", sdk.path("interface").asString("").replace("URL", ""));
    form.put("image", sdk.path("image").asString(""));
    form.put("verify", sdk.path("verify").asString());
    JsonNode certificate = sdk.path("certificate");
    form.put(
        "certificate",
        certificate.isArray()
            ? certificate.get(0).asString() + " " + certificate.get(1).asString()
            : certificate.asString(""));
    return form;
  }

  private static Map<String, @Nullable Object> ours(Case each) {
    CloudConfig cloud = new CloudFiles(each.directory(), each.environment()).find(Optional.empty());
    Tls tls = cloud.tls();
    Map<String, @Nullable Object> form = new TreeMap<>();
    form.put("authUrl", cloud.authUrl().toString());
    form.put("auth", JsonMapper.shared().valueToTree(Keystone.auth(cloud)));
    form.put("region", cloud.endpoint().region().orElse(""));
    form.put("interface", cloud.endpoint().kind());
    form.put("image", cloud.endpoint().override().map(Object::toString).orElse(""));
    form.put(
        "verify", tls.verify() ? tls.authorities().map(Path::toString).orElse("true") : "false");
    form.put(
        "certificate",
        tls.certificate()
            .map(file -> file + tls.key().map(key -> " " + key).orElse(""))
            .orElse(""));
    return form;
  }
}
