package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.rules.Samples.SERVER_2022;
import static dev.casement.unattend.lint.rules.Samples.SYSPREP;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_11;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_7;

import dev.casement.unattend.lint.xml.XmlTree;
import java.util.List;

/** Mistakes in XML, passes, components and the places of settings. */
final class FrameSeeds {
  private static final String WCM = "http://schemas.microsoft.com/WMIConfig/2002/State";
  private static final String SETUP = "name=\"Microsoft-Windows-Setup\"";

  private static final String SHELL_SETUP = "name=\"Microsoft-Windows-Shell-Setup\"";
  private static final String SHELL =
      "<component "
          + SHELL_SETUP
          + " processorArchitecture=\"amd64\" publicKeyToken=\"31bf3856ad364e35\""
          + " language=\"neutral\" versionScope=\"nonSxS\"/>";

  private FrameSeeds() {}

  static List<Seed> all() {
    return List.of(
        Seed.of("malformed-xml", SERVER_2022, "</AcceptEula>", ""),
        Seed.of("malformed-xml", SERVER_2022, "<TimeZone>UTC", "<TimeZone>A & B"),
        Seed.of("malformed-xml", SERVER_2022, "<?xml", "<!-- mine -->\n<?xml"),
        Seed.of("malformed-xml", SERVER_2022, "wcm:action=\"add\"", "wcx:action=\"add\""),
        Seed.of("missing-space-between-attributes", SERVER_2022, "\" xmlns:wcm", "\"xmlns:wcm"),
        Seed.of("document-type", SERVER_2022, "<unattend", "<!DOCTYPE unattend>\n<unattend"),
        Seed.of(
            "too-large",
            SERVER_2022,
            "<unattend",
            "<!--" + "x".repeat(XmlTree.SIZE_LIMIT) + "--><unattend"),
        Seed.of("encoding-declaration", SERVER_2022, "encoding=\"utf-8\"", "encoding=\"utf-16\""),
        new Seed("byte-order-mark", SERVER_2022, "<?xml", "\uFEFF<?xml", Samples.media(26100)),
        Seed.of("root-element", "<unattend/>", "unattend", "answers"),
        Seed.of("namespace", SERVER_2022, "urn:schemas-microsoft-com:unattend", "urn:unattend"),
        Seed.of("wcm-namespace", SERVER_2022, WCM, "http://schemas.microsoft.com/WMIConfig"),
        Seed.of("wcm-namespace", SERVER_2022, "wcm:action", "action"),
        Seed.of("unknown-pass", SERVER_2022, "pass=\"specialize\"", "pass=\"specialise\""),
        Seed.of("unknown-pass", SERVER_2022, " pass=\"specialize\"", ""),
        Seed.of(
            "misplaced-component",
            SERVER_2022,
            "</settings>",
            "</settings><component name=\"Microsoft-Windows-Setup\"/>"),
        Seed.of("stray-element", SERVER_2022, "</unattend>", "<setting/></unattend>"),
        Seed.of("stray-text", SERVER_2022, "<UserData>", "<UserData>AcceptEula&gt;"),
        Seed.of("duplicate-pass", SERVER_2022, "pass=\"oobeSystem\"", "pass=\"specialize\""),
        Seed.of("unfilled-placeholder", SERVER_2022, "<TimeZone>UTC", "<TimeZone>${zone}"),
        Seed.of("missing-attribute", SERVER_2022, " language=\"neutral\"", ""),
        Seed.of("missing-attribute", SERVER_2022, " processorArchitecture=\"amd64\"", ""),
        Seed.of("unknown-architecture", SERVER_2022, "=\"amd64\"", "=\"x64\""),
        Seed.of("public-key-token", SERVER_2022, "31bf3856ad364e35", "31bf3856ad364e36"),
        Seed.of("component-identity", SERVER_2022, "\"nonSxS\"", "\"SxS\""),
        Seed.of("component-of-windowspe", SYSPREP, "name=\"Microsoft-Windows-PnpSysprep\"", SETUP),
        Seed.of("component-pass", SYSPREP, "pass=\"generalize\"", "pass=\"windowsPE\""),
        Seed.of(
            "misspelt-component",
            SERVER_2022,
            "Microsoft-Windows-TerminalServices-",
            "Microsoft-Windows-TerminalService-"),
        Seed.of(
            "duplicate-component",
            SERVER_2022,
            "Microsoft-Windows-PnpCustomizationsWinPE",
            "Microsoft-Windows-Setup"),
        Seed.of(
            "duplicate-component",
            SERVER_2022,
            "</unattend>",
            "<settings pass=\"specialize\">" + SHELL + "</settings></unattend>"),
        Seed.of(
            "architecture-of-one-component",
            SERVER_2022,
            SHELL_SETUP + " processorArchitecture=\"amd64\"",
            SHELL_SETUP + " processorArchitecture=\"x86\""),
        new Seed(
            "architecture-not-on-media",
            SERVER_2022,
            SETUP + " processorArchitecture=\"amd64\"",
            SETUP + " processorArchitecture=\"x86\"",
            Samples.media()),
        Seed.of(
            "setting-component",
            SYSPREP,
            "<RunSynchronous>",
            "<FirstLogonCommands/><RunSynchronous>"),
        Seed.of("setting-pass", SYSPREP, "<OOBE>", "<ComputerName>pc</ComputerName><OOBE>"),
        Seed.of(
            "misspelt-setting",
            WINDOWS_11,
            "<HideEULAPage>true</HideEULAPage>",
            "<HideEULAPages/>"),
        Seed.of(
            "duplicate-setting", SERVER_2022, "<TimeZone>", "<TimeZone>UTC</TimeZone><TimeZone>"),
        Seed.of("duplicate-setting", WINDOWS_11, "<OOBE>", "<OOBE/><OOBE>"),
        Seed.of("duplicate-list", SYSPREP, "<RunSynchronous>", "<RunSynchronous/><RunSynchronous>"),
        Seed.of(
            "duplicate-setting",
            SERVER_2022,
            "<LogonCount>",
            "<LogonCount wcm:action=\"add\">2</LogonCount><LogonCount>"),
        Seed.of("boolean-value", SERVER_2022, "<AcceptEula>true", "<AcceptEula>yes"),
        Seed.of("unknown-value", SYSPREP, ">OnRequest<", ">Perhaps<"),
        Seed.of("unknown-value", WINDOWS_7, ">Work<", ">Office<"),
        Seed.of("wcm-action", SERVER_2022, "wcm:action=\"add\"", "wcm:action=\"insert\""));
  }
}
