package dev.casement.openstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.casement.http.Tls;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.Credentials.Reference;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class CloudFilesTest {
  private static final String ONE =
      """
      clouds:
        one:
          auth: { auth_url: "https://keystone.test/v3", username: u, project_name: p, password: plain }
          region_name: R
          cacert: ~/ca.pem
      """;

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void home() {
    environment.put("HOME", directory.resolve("home").toString());
  }

  @Test
  void theHomeDirectoryOnWindowsIsThatOfTheProfile() throws IOException {
    environment.remove("HOME");
    environment.put("USERPROFILE", directory.resolve("Users/Ada L").toString());
    write("Users/Ada L/.config/openstack/clouds.yaml", ONE);

    assertThat(find().endpoint().region()).contains("R");
  }

  @Test
  void theWorkingDirectoryComesBeforeTheHomeDirectory() throws IOException {
    write("home/.config/openstack/clouds.yaml", ONE.replace("region_name: R", "region_name: HOME"));
    assertThat(find().endpoint().region()).contains("HOME");
    write("clouds.yaml", ONE);
    assertThat(find().endpoint().region()).contains("R");
    environment.put("OS_CLIENT_CONFIG_FILE", "other.yaml");
    write("other.yaml", ONE.replace("region_name: R", "region_name: OTHER"));
    assertThat(find().endpoint().region()).contains("OTHER");
  }

  @Test
  void usersAndProjectsWithoutADomainAreInTheDefaultOne() throws IOException {
    write("clouds.yaml", ONE);
    Reference user =
        new Reference(Optional.empty(), Optional.of("u"), Optional.of("default"), Optional.empty());
    Reference project =
        new Reference(Optional.empty(), Optional.of("p"), Optional.of("default"), Optional.empty());
    assertThat(find().credentials()).isEqualTo(new Credentials.Password(user, new Secret("plain")));
    assertThat(find().scope()).isEqualTo(new AuthScope.Project(project));
    assertThat(find().tls().authorities()).contains(directory.resolve("home/ca.pem"));
    assertThat(find().tls().verify()).isTrue();
  }

  @Test
  void secretsComeFromSecureYamlAndDoNotPrint() throws IOException {
    write("clouds.yaml", ONE);
    write(
        "home/.config/openstack/secure.yaml",
        "clouds: { one: { auth: { password: hidden-one } } }");
    CloudConfig cloud = find();
    assertThat(cloud.credentials())
        .isInstanceOfSatisfying(
            Credentials.Password.class,
            password -> assertThat(password.password().reveal()).isEqualTo("hidden-one"));
    assertThat(cloud.toString()).doesNotContain("hidden-one");
  }

  @Test
  void aProfileOfCloudsPublicIsOverriddenByTheCloud() throws IOException {
    write(
        "clouds-public.yaml",
        "public-clouds: { vendor: { region_name: V, interface: internal, auth: { auth_url:"
            + " 'http://v.test' } } }");
    write(
        "clouds.yaml",
        "clouds: { one: { profile: vendor, region_name: R, auth: { username: u, password: p } } }");
    assertThat(find().endpoint())
        .isEqualTo(new CloudConfig.EndpointChoice(Optional.of("R"), "internal", Optional.empty()));
    assertThat(find().authUrl()).isEqualTo(URI.create("http://v.test"));
  }

  /** Source: openstacksdk, config/cloud_region.py, get_endpoint and get_interface. */
  @Test
  void aServiceMayHaveSettingsOfItsOwn() throws IOException {
    write(
        "clouds.yaml",
        "clouds: { one: { region_name: R, image_interface: internal, compute_endpoint_override:"
            + " 'http://n.test/v2.1', network_region_name: N, auth: { auth_url: 'http://k.test',"
            + " username: u, password: p } } }");
    assertThat(find().endpoint(Service.IMAGE)).isEqualTo(choice("R", "internal", ""));
    assertThat(find().endpoint(Service.COMPUTE))
        .isEqualTo(choice("R", "public", "http://n.test/v2.1"));
    assertThat(find().endpoint(Service.NETWORK)).isEqualTo(choice("N", "public", ""));
  }

  private static CloudConfig.EndpointChoice choice(String region, String kind, String override) {
    return new CloudConfig.EndpointChoice(
        Optional.of(region),
        kind,
        Optional.of(override).filter(it -> !it.isEmpty()).map(URI::create));
  }

  @Test
  void theVariablesAreACloudOfTheirOwn() {
    environment.putAll(
        Map.of(
            "OS_AUTH_URL", "http://k.test:5000",
            "OS_APPLICATION_CREDENTIAL_ID", "id",
            "OS_APPLICATION_CREDENTIAL_SECRET", "s",
            "OS_AUTH_TYPE", "v3applicationcredential",
            "OS_REGION_NAME", "R"));
    CloudConfig cloud = new CloudFiles(directory, environment).find(Optional.empty());
    assertThat(cloud.name()).isEqualTo("envvars");
    assertThat(cloud.credentials()).isInstanceOf(Credentials.ApplicationCredential.class);
    assertThat(cloud.endpoint().region()).contains("R");
  }

  @Test
  void osCloudChoosesAmongSeveral() throws IOException {
    write("clouds.yaml", ONE + ONE.substring(ONE.indexOf('\n') + 1).replace("one:", "two:"));
    assertProblem("has 2 clouds");
    environment.put("OS_CLOUD", "two");
    assertThat(find().name()).isEqualTo("two");
    environment.put("OS_CLOUD", "three");
    assertProblem("no cloud \"three\"");
  }

  @Test
  void aFileThatOthersCanReadIsWarnedAbout() throws IOException {
    Path file = write("clouds.yaml", ONE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(find().warnings()).singleElement().asString().contains("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(find().warnings()).isEmpty();
  }

  @Test
  void aTagMakesNoObject() throws IOException {
    write("clouds.yaml", ONE + "    x: !!java.net.URL [\"http://127.0.0.1:9/\"]\n");
    assertProblem("clouds.yaml");
  }

  @Test
  void aMappingThatContainsItselfIsRefused() throws IOException {
    write("clouds.yaml", ONE + "    x: &x { y: *x }\n");
    assertProblem("nested more than");
  }

  @Test
  void whatIsMissingOrWrongIsSaidWithoutTheSecrets() throws IOException {
    assertProblem("no clouds.yaml");
    write("clouds.yaml", "clouds: { one: { auth: { username: u, password: top-secret } } }");
    assertProblem("auth_url");
    write("clouds.yaml", ONE.replace("https://keystone.test/v3", "keystone"));
    assertProblem("the address \"keystone\"");
    write("clouds.yaml", ONE.replace("https://keystone.test/v3", "http://ctl_vip:5055/v3"));
    assertProblem("its host name \"ctl_vip\" has an underscore");
    write("clouds.yaml", ONE + "    image_endpoint_override: http://glance_vip\n");
    assertProblem("its host name \"glance_vip\" has an underscore");
    write("clouds.yaml", ONE.replace("https://keystone.test", "https://me:top-secret@k.test"));
    assertProblem("the address \"https://…@k.test/v3\": it has a user or password in it");
    write("clouds.yaml", ONE.replace("https://keystone.test", "https://me:top-secret@a b"));
    assertProblem("not an http or https address");
    write("clouds.yaml", ONE.replace("https://keystone.test", "https://me:x/top-secret@k.test"));
    assertProblem("it has no host");
    write("clouds.yaml", ONE + "    image_endpoint_override: http://me:top-secret@glance\n");
    assertProblem("it has a user or password in it");
    write("clouds.yaml", ONE.replace("password: plain", "passcode: plain"));
    assertProblem("auth.password");
    write("clouds.yaml", ONE + "    auth_type: v3oidcpassword\n");
    assertProblem("v3oidcpassword");
    write("clouds.yaml", "clouds: { one: { auth: { password: 'top-secret } } }");
    assertProblem("clouds.yaml:1:53 is not YAML");
    write("clouds.yaml", "clouds: {}");
    assertProblem("has no clouds");
  }

  @Test
  void onlyAPlainNoTurnsTheCheckOfCertificatesOff() throws IOException {
    for (String line : List.of("verify: off", "verify: No", "insecure: on", "insecure: 'true'")) {
      write("clouds.yaml", ONE + "    " + line + "\n");
      assertThat(find().tls().verify()).as(line).isFalse();
    }
    for (String line : List.of("verify: on", "insecure: off", "insecure: 0", "insecure: no")) {
      write("clouds.yaml", ONE + "    " + line + "\n");
      assertThat(find().tls().verify()).as(line).isTrue();
    }
    write("clouds.yaml", ONE + "    insecure: n\n");
    assertProblem("sets insecure to \"n\"");
    write("clouds.yaml", ONE + "    verify: /etc/ca.pem\n");
    assertProblem("sets verify to \"/etc/ca.pem\"");
  }

  @Test
  void variablesAreLaidOverTheCloudThatTheyDoNotDescribe() throws IOException {
    write("clouds.yaml", ONE);
    environment.putAll(
        Map.of(
            "OS_CLOUD", "one",
            "OS_REGION_NAME", "S",
            "OS_INTERFACE", "internal",
            "OS_CACERT", "/over.pem",
            "OS_PASSWORD", "over"));
    assertThat(find().endpoint())
        .isEqualTo(new CloudConfig.EndpointChoice(Optional.of("S"), "internal", Optional.empty()));
    assertThat(find().tls().authorities()).contains(Path.of("/over.pem"));
    assertThat(find().credentials())
        .isInstanceOfSatisfying(
            Credentials.Password.class,
            password -> assertThat(password.password().reveal()).isEqualTo("over"));
    assertThat(in("T").getFirst().endpoint().region()).contains("T");
  }

  @Test
  void theDirectoriesOfXdgAreSearched() throws IOException {
    environment.put("XDG_CONFIG_HOME", directory.resolve("xdg").toString());
    environment.put("XDG_CONFIG_DIRS", directory.resolve("a") + ":" + directory.resolve("b"));
    write("b/openstack/clouds.yaml", ONE.replace("region_name: R", "region_name: B"));
    assertThat(find().endpoint().region()).contains("B");
    write("xdg/openstack/clouds.yaml", ONE);
    assertThat(find().endpoint().region()).contains("R");
  }

  @Test
  void whatPyYamlReadsIsReadAsItReadsIt() throws IOException {
    write(
        "clouds.yaml",
        """
        shared: &shared
          region_name: R
          auth: &auth { auth_url: "https://k.test", username: u, project_name: p, password: other }
        clouds:
          one:
            <<: *shared
            region_name: OLD
            region_name: NEW
            auth:
              <<: [*auth]
              password: 1e3
        """);
    assertThat(find().endpoint().region()).contains("NEW");
    assertThat(find().credentials())
        .isInstanceOfSatisfying(
            Credentials.Password.class,
            password -> {
              assertThat(password.password().reveal()).isEqualTo("1e3");
              assertThat(password.user().name()).contains("u");
            });
  }

  @Test
  void aDomainThatIsGivenCountsMoreThanTheDefaultOne() throws IOException {
    write(
        "clouds.yaml",
        ONE.replace("username: u", "username: u, user_domain_name: mine")
            + "    default_domain: theirs\n");
    assertThat(find().credentials())
        .isInstanceOfSatisfying(
            Credentials.Password.class,
            password ->
                assertThat(password.user())
                    .isEqualTo(
                        new Reference(
                            Optional.empty(),
                            Optional.of("u"),
                            Optional.empty(),
                            Optional.of("mine"))));
    assertThat(find().scope())
        .isInstanceOfSatisfying(
            AuthScope.Project.class,
            scope -> assertThat(scope.project().domainId()).contains("theirs"));
  }

  @Test
  void aTokenAndACredentialByNameAreWaysIn() throws IOException {
    String auth = "auth: { auth_url: 'https://k.test', ";
    write("clouds.yaml", "clouds: { one: { " + auth + "token: t }, auth_type: token } }");
    assertThat(find().credentials()).isEqualTo(new Credentials.Token(new Secret("t")));
    write(
        "clouds.yaml",
        "clouds: { one: { "
            + auth
            + "application_credential_name: n, application_credential_secret: s, user_id: u } } }");
    Reference user =
        new Reference(Optional.of("u"), Optional.empty(), Optional.of("default"), Optional.empty());
    assertThat(find().credentials())
        .isEqualTo(
            new Credentials.ApplicationCredential(
                Optional.empty(), Optional.of("n"), Optional.of(user), new Secret("s")));
  }

  @Test
  void whatOpenStackSdkWouldNotReadIsReadAsItWasMeant() throws IOException {
    String auth = "auth: { auth_url: 'https://k.test', ";
    write("clouds.yaml", "clouds: { one: { " + auth + "token: t }, auth-type: token } }");
    assertThat(find().credentials()).isEqualTo(new Credentials.Token(new Secret("t")));
    write("clouds.yaml", "clouds: { one: { " + auth + "token: t }, auth_plugin: token } }");
    assertThat(find().credentials()).isEqualTo(new Credentials.Token(new Secret("t")));
    write("clouds.yaml", ONE + "    endpoint-type: internalURL\n");
    assertThat(find().endpoint().kind()).isEqualTo("internal");
    write(
        "clouds.yaml",
        "clouds: { one: { "
            + auth
            + "application-credential-name: n, application-credential-secret: s, username: u,"
            + " domain-name: d } } }");
    assertThat(find().credentials())
        .isInstanceOfSatisfying(
            Credentials.ApplicationCredential.class,
            credential -> assertThat(credential.user().orElseThrow().domainName()).contains("d"));
  }

  @Test
  void whatIsWrittenForARegionCountsInItOnly() throws IOException {
    write(
        "clouds.yaml",
        """
        clouds:
          one:
            auth: { auth_url: "https://{region_name}.k.test", username: u, password: p }
            regions:
              - A
              - { name: B, values: { interface: internal } }
        """);
    assertThat(find().authUrl()).isEqualTo(URI.create("https://A.k.test"));
    assertThat(in("A", "B"))
        .extracting(CloudConfig::name, CloudConfig::authUrl, cloud -> cloud.endpoint().kind())
        .containsExactly(
            tuple("one/A", URI.create("https://A.k.test"), "public"),
            tuple("one/B", URI.create("https://B.k.test"), "internal"));
  }

  @Test
  void aTrustBesideAProjectIsRefused() throws IOException {
    write("clouds.yaml", ONE.replace("username: u", "username: u, trust_id: t"));
    assertProblem("names a trust as well as a project");
  }

  @Test
  void aProfileThatNobodyKnowsIsWarnedAboutOrMissed() throws IOException {
    write("clouds.yaml", ONE + "    profile: nobody\n");
    assertThat(find().warnings()).anyMatch(warning -> warning.contains("profile \"nobody\""));
    write("clouds.yaml", "clouds: { one: { profile: nobody, auth: { username: u } } }");
    assertProblem("profile \"nobody\"");
  }

  @Test
  void theVariablesOfAnRcFileAreEnough() {
    environment.putAll(
        Map.of(
            "OS_AUTH_URL", "http://k.test:5000/v3",
            "OS_USERNAME", "u",
            "OS_PASSWORD", "p",
            "OS_PROJECT_NAME", "project",
            "OS_USER_DOMAIN_NAME", "Users"));
    assertThat(find().credentials())
        .isEqualTo(
            new Credentials.Password(
                new Reference(
                    Optional.empty(), Optional.of("u"), Optional.empty(), Optional.of("Users")),
                new Secret("p")));
    assertThat(find().scope()).isInstanceOf(AuthScope.Project.class);
  }

  @Test
  void severalRegionsBehindOneAddressAreRefused() throws IOException {
    write("clouds.yaml", ONE + "    image_endpoint_override: http://glance.test\n");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> in("A", "B"))
        .withMessageContaining("image_endpoint_override");
    assertThat(in("A")).hasSize(1);
  }

  @Test
  void filesThatAreNotThereOrCutShortAreNamed() throws IOException {
    write("clouds.yaml", ONE);
    assertUntrusted("home/ca.pem does not exist");
    write("home/ca.pem", "");
    assertUntrusted("home/ca.pem has no certificate");
  }

  @Test
  void aKeyThatIsCutShortIsNamed() throws Exception {
    KeyStore known =
        KeyStore.getInstance(
            Path.of(System.getProperty("java.home"), "lib/security/cacerts").toFile(),
            (char[]) null);
    String certificate =
        Base64.getMimeEncoder()
            .encodeToString(known.getCertificate(known.aliases().nextElement()).getEncoded());
    write(
        "client.pem",
        "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n");
    write("key.pem", "-----BEGIN PRIVATE KEY-----\nMIIEv\n-----END PRIVATE KEY-----\n");
    Tls tls =
        new Tls(
            Optional.empty(),
            true,
            Optional.of(directory.resolve("client.pem")),
            Optional.of(directory.resolve("key.pem")));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> web(tls))
        .withMessageContaining("key.pem has a key that is cut short");
  }

  private static Web web(Tls tls) {
    return new Web(tls, Map.of(), Web.Patience.USUAL, Clock.systemUTC(), Failure.PUBLISH);
  }

  private void assertUntrusted(String words) throws IOException {
    Tls tls = find().tls();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> web(tls))
        .withMessageContaining(words);
  }

  private void assertProblem(String words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::find)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.PUBLISH))
        .satisfies(e -> assertThat(e.remedy()).isNotBlank())
        .withMessageContaining(words)
        .withMessageNotContaining("top-secret");
  }

  private CloudConfig find() {
    return new CloudFiles(directory, environment).find(Optional.empty());
  }

  private List<CloudConfig> in(String... regions) {
    return new CloudFiles(directory, environment).find(Optional.empty(), List.of(regions));
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
