package dev.casement.verify;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.casement.disk.DiskFormat;
import dev.casement.verify.inventory.DriverPackage;
import dev.casement.verify.inventory.Software;
import dev.casement.verify.inventory.Software.Program;
import dev.casement.verify.sbom.CycloneDx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What is installed on an image, and its bill of materials. */
class CycloneDxTest {
  private static final String CURRENT = "Microsoft\\Windows NT\\CurrentVersion\\";
  private static final String SERVICING =
      "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\";
  private static final String UNINSTALL = "Microsoft\\Windows\\CurrentVersion\\Uninstall\\";
  private static final Path SCHEMAS = Path.of("src/test/resources/cyclonedx");

  @TempDir Path directory;
  private final ImageOfWindows image = ImageOfWindows.uefi();

  @BeforeEach
  void installSomething() {
    image.system.put("ControlSet001\\Control\\MUI\\UILanguages\\de-DE\\LCID", 0x407);
    image.system.put("ControlSet001\\Control\\MUI\\UILanguages\\en-US\\LCID", 0x409);
    update("Package_for_KB5031364~31bf3856ad364e35~amd64~~20348.2031.1.1", 0x70);
    // Parts of the same, one that is replaced, and one that is of Windows itself.
    update("Package_2_for_KB5031364~31bf3856ad364e35~amd64~~20348.2031.1.1", 0x70);
    update("Package_for_KB5000001~31bf3856ad364e35~amd64~~1.0", 0x50);
    update("Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.20348.1", 0x70);
    String rollup = "Package_for_RollupFix~31bf3856ad364e35~amd64~~20348.2700.1.5";
    update(rollup, 0x70);
    image.software.put(
        SERVICING + "Packages\\" + rollup + "\\InstallLocation",
        "\\\\?\\C:\\Windows\\SoftwareDistribution\\Download\\Windows10.0-KB5041160-x64.cab\\");
    // Permanent, as servicing stacks are.
    update("Package_for_DotNetRollup~31bf3856ad364e35~amd64~~10.0.4739.3", 0x80);
    String features = SERVICING + "Notifications\\OptionalFeatures\\";
    image.software.put(features + "NetFx3\\Selection", 1);
    image.software.put(features + "TelnetClient\\Selection", 0);
    image.software.put("Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Install", 1);
    image.software.put("Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Version", "4.8.04161");
    image.software.put(
        "Microsoft\\PowerShell\\3\\PowerShellEngine\\PowerShellVersion", "5.1.20348.1");
    image.software.put("Microsoft\\PowerShell\\1\\PowerShellEngine\\PowerShellVersion", "2.0");
    program(UNINSTALL + "{6A5E0000}\\", "Cloudbase-Init 1.1.6", "1.1.6.0", "Cloudbase Solutions");
    program("Wow6432Node\\" + UNINSTALL + "Old\\", "A \"32-bit\" program", "", "");
    image.software.put(UNINSTALL + "Nameless\\DisplayVersion", "1");
    image.files.put(
        "Windows/INF/oem10.inf",
        """
        ; A driver
        [Version]
        Provider = %VENDOR% ; who
        CatalogFile.NTAMD64=NetKVM.cat
        DriverVer = 09/18/2024,100.94.104.24800
        [Strings]
        Vendor = "Red Hat, Inc."
        """
            .getBytes(UTF_8));
    image.files.put(
        "Windows/INF/oem2.inf",
        "\uFEFF[Version]\r\nCatalogFile=viostor.cat\r\nDriverVer=01/02/2024,1.2.3.4\r\nProvider=X\r\n"
            .getBytes(UTF_16LE));
    image.files.put("Windows/INF/usbport.inf", "[Version]\nDriverVer=1,1\n".getBytes(UTF_8));
  }

  private void update(String name, int state) {
    image.software.put(SERVICING + "Packages\\" + name + "\\CurrentState", state);
  }

  private void program(String key, String name, String version, String publisher) {
    image.software.put(key + "DisplayName", name);
    if (!version.isEmpty()) {
      image.software.put(key + "DisplayVersion", version);
      image.software.put(key + "Publisher", publisher);
    }
  }

  private Inventory inventory() {
    return Verification.of(image.build(directory), DiskFormat.RAW).inventory().orElseThrow();
  }

  @Test
  void everythingThatIsInstalledIsListed() {
    assertThat(inventory().software())
        .isEqualTo(
            new Software(
                List.of("de-DE", "en-US"),
                List.of("DotNetRollup 10.0.4739.3", "KB5031364", "KB5041160"),
                List.of("NetFx3"),
                List.of(
                    new DriverPackage("oem2.inf", "viostor", "X", "1.2.3.4", "01/02/2024"),
                    new DriverPackage(
                        "oem10.inf", "netkvm", "Red Hat, Inc.", "100.94.104.24800", "09/18/2024")),
                List.of("4.8.04161"),
                "5.1.20348.1",
                List.of(
                    new Program("A \"32-bit\" program", "", ""),
                    new Program("Cloudbase-Init 1.1.6", "1.1.6.0", "Cloudbase Solutions"))));
  }

  @Test
  void theBillOfMaterialsIsAsItsSchemaHasIt() {
    Map<String, Object> bill = CycloneDx.of(inventory(), "1.0");

    assertThat(violations(bill)).isEmpty();
    String json = JsonMapper.shared().writeValueAsString(bill);
    assertThat(json)
        .contains(
            "\"cpe\":\"cpe:2.3:o:microsoft:windows_server_2022:10.0.20348.2700:*:*:*:*:*:x64:*\"",
            "\"type\":\"device-driver\",\"name\":\"netkvm\",\"version\":\"100.94.104.24800\"",
            "{\"name\":\"casement:update\",\"value\":\"KB5041160\"}",
            "\"name\":\"Cloudbase-Init 1.1.6\"");
    assertThat(bill.get("components")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(6);
  }

  /** The schema is one that refuses. */
  @Test
  void anotherBillIsNot() {
    Map<String, Object> bill = new HashMap<>(CycloneDx.of(inventory(), "1.0"));
    bill.put("components", List.of(Map.of("type", "driver", "name", "netkvm")));

    assertThat(violations(bill)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Windows Server 2012 R2 Datacenter, 9600, '', windows_server_2012_r2:10.0.9600.2700",
    "Windows 10 Pro, 19045, 22H2, windows_10_22h2:10.0.19045.2700",
    "Windows 10 Pro, 22631, 23H2, windows_11_23h2:10.0.22631.2700",
    "Windows 10 Pro, 17763, 1809, windows_10_1809:10.0.17763.2700",
    // Neither has a name in NVD's dictionary that could be told from here.
    "Windows 10 Pro, 10240, '', ",
    "Something else, 10240, 22H2, "
  })
  void theNameForVulnerabilityDatabases(
      String product, String build, String release, @Nullable String expected) {
    image.software.put(CURRENT + "ProductName", product);
    image.software.put(CURRENT + "CurrentBuild", build);
    image.software.put(CURRENT + "DisplayVersion", release);
    image.software.put(
        CURRENT + "InstallationType", product.contains("Server") ? "Server" : "Client");

    String json = JsonMapper.shared().writeValueAsString(CycloneDx.of(inventory(), "1.0"));

    if (expected == null) {
      assertThat(json).doesNotContain("cpe:");
    } else {
      assertThat(json).contains("\"cpe:2.3:o:microsoft:" + expected + ":*:*:*:*:*:x64:*\"");
    }
  }

  private static List<String> violations(Map<String, Object> bill) {
    Map<String, String> others = new HashMap<>();
    for (String name : List.of("spdx.schema.json", "jsf-0.82.schema.json")) {
      others.put("http://cyclonedx.org/schema/" + name, read(name));
    }
    Schema schema =
        SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7, builder -> builder.schemas(others))
            .getSchema(read("bom-1.6.schema.json"), InputFormat.JSON);
    return schema.validate(JsonMapper.shared().writeValueAsString(bill), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private static String read(String name) {
    try {
      return Files.readString(SCHEMAS.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
