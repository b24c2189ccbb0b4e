package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.rules.Samples.SERVER_2022;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_7;

import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintContext;
import java.util.List;

/** Mistakes in images, keys and drivers. */
final class ImageSeeds {
  private static final String STANDARD = "VDYBN-27WPP-V4HQT-9VMD4-VMK7H";
  private static final String KEY = "<Key>" + STANDARD + "</Key>";
  private static final String DATACENTER = "WX4NM-KYWYW-QJJR4-XV3QB-6VM33";
  private static final String STANDARD_2019 = "N69G4-B89J2-4G8F4-WWYCC-J464C";
  private static final String INDEX = "<Key>/IMAGE/INDEX</Key>\n              <Value>2</Value>";

  private ImageSeeds() {}

  static List<Seed> all() {
    return List.of(
        seed("image-key", "/IMAGE/INDEX", "INDEX"),
        seed("image-index", INDEX, INDEX.replace("2", "two")),
        seed("image-index", INDEX, INDEX.replace("2", "0")),
        onMedia("image-not-on-media", INDEX, INDEX.replace("2", "7")),
        onMedia(
            "image-not-on-media",
            INDEX,
            "<Key>/IMAGE/NAME</Key><Value>Windows Server 2022 STANDARD</Value>"),
        onMedia("image-not-chosen", SERVER_2022, withoutImageAndKey()),
        seed("eula", "<AcceptEula>true", "<AcceptEula>false"),
        seed("eula", "<AcceptEula>true</AcceptEula>", ""),
        onMedia("language-not-on-media", "<UILanguage>en-US", "<UILanguage>de-DE"),
        seed("key-form", STANDARD, "VDYBN-27WPP-V4HQT-9VMD4"),
        seed("key-form", STANDARD, "VDYBN-27WPP-V4HQT-9VMD4-VMK7A"),
        seed("key-place", "<Key>" + STANDARD + "</Key>", STANDARD),
        seed("key-place", "<ProductKey>" + STANDARD, "<ProductKey><Key>x</Key>" + STANDARD),
        onMedia("key-release", STANDARD, STANDARD_2019),
        Seed.of("key-release", WINDOWS_7, "FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4", STANDARD),
        onMedia("key-edition", STANDARD, DATACENTER),
        Seed.of(
            "key-edition",
            WINDOWS_7,
            "FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4",
            "33PXH-7Y6KF-2VJC9-XBBR8-HVTHH"),
        new Seed(
            "key-on-evaluation",
            SERVER_2022.replace(KEY, ""),
            SERVER_2022.replace(KEY, ""),
            SERVER_2022,
            evaluation()),
        seed("driver-path-missing", "<Path>D:\\viostor\\2k22\\amd64</Path>", ""),
        seed("driver-path-length", "D:\\viostor", "D:\\" + "long\\".repeat(60) + "viostor"),
        seed("driver-path-relative", "<Path>D:\\viostor", "<Path>viostor"),
        seed("driver-key-duplicate", "wcm:keyValue=\"2\"", "wcm:keyValue=\"1\""),
        Seed.of(
            "driver-architecture",
            SERVER_2022.replace("\\viostor\\2k22\\amd64", "\\viostor\\2k22\\AMD64"),
            SERVER_2022.replace("\\viostor\\2k22\\amd64", "\\viostor\\2k22\\AMD64"),
            SERVER_2022.replace("\\viostor\\2k22\\amd64", "\\viostor\\2k22\\x86")),
        Seed.of(
            "driver-release",
            WINDOWS_7,
            WINDOWS_7,
            WINDOWS_7.replace("\\viostor\\w7", "\\viostor\\w10")),
        new Seed(
            "driver-not-on-media",
            SERVER_2022,
            SERVER_2022,
            SERVER_2022.replace("viostor\\2k22", "viostor\\2k23"),
            Samples.drivers("viostor/2k22/amd64", "vioscsi/2k22/amd64")),
        Seed.of(
            "boot-driver-missing",
            SERVER_2022,
            SERVER_2022,
            SERVER_2022.replace("viostor", "NetKVM").replace("vioscsi", "Balloon")));
  }

  private static String withoutImageAndKey() {
    return SERVER_2022
        .replaceFirst("(?s)<InstallFrom>.*</InstallFrom>", "")
        .replace("<Key>" + STANDARD + "</Key>", "");
  }

  private static LintContext evaluation() {
    return Samples.media(
        new InstallFacts(
            List.of(Samples.server2022(2, "Windows Server 2022 Standard", "ServerStandardEval")),
            true,
            true));
  }

  private static Seed seed(String rule, String right, String wrong) {
    return Seed.of(rule, SERVER_2022, right, wrong);
  }

  private static Seed onMedia(String rule, String right, String wrong) {
    return new Seed(rule, SERVER_2022, right, wrong, Samples.media());
  }
}
