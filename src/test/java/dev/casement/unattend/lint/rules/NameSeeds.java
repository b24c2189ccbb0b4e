package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.rules.Samples.SERVER_2022;
import static dev.casement.unattend.lint.rules.Samples.SYSPREP;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_11;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_7;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Mistakes in names, accounts, AutoLogon, languages and the first start. */
final class NameSeeds {
  private static final String NAME = "<ComputerName>*";
  private static final String USER = "<Username>casement</Username>";

  private NameSeeds() {}

  static List<Seed> all() {
    return List.of(
        server("long-computer-name", NAME, "<ComputerName>a-name-too-long-for-netbios"),
        server("computer-name", NAME, "<ComputerName>web_01.example"),
        server("computer-name", NAME, "<ComputerName>20220101"),
        client("account-name", "<Name>casement", "<Name>case/ment"),
        client("account-name", "<Name>casement</Name>", ""),
        client("built-in-account", "<Name>casement", "<Name>Guest"),
        client("built-in-account", "<Name>casement", "<Name>ADMINISTRADOR"),
        client("built-in-account", "<Name>casement", "<Name>Invite\u0301"),
        client("built-in-account", "<Name>casement", "<Name>users"),
        client("account-is-computer", NAME, "<ComputerName>Casement"),
        client(
            "duplicate-account",
            "</LocalAccounts>",
            "<LocalAccount><Name>Casement</Name></LocalAccount></LocalAccounts>"),
        client("autologon-user", USER, ""),
        client(
            "autologon-password",
            "<LogonCount>1</LogonCount>\n        <Password>",
            "<LogonCount>1</LogonCount>\n        <OldPassword>",
            "</Password>\n        <Username>",
            "</OldPassword>\n        <Username>"),
        client("autologon-password", "<Value>Passw0rd", "<Value>password"),
        client("autologon-unknown-user", USER, "<Username>builder</Username>"),
        client("autologon-count", "<LogonCount>1</LogonCount>", ""),
        client("autologon-count-number", "<LogonCount>1", "<LogonCount>once"),
        client("password-encoding", "<PlainText>true", "<PlainText>false"),
        password("<AdministratorPassword>", "a-secretPassword", "</AdministratorPassword>"),
        password("<OfflineAdministratorPassword>", "a-secret", "</OfflineAdministratorPassword>"),
        Seed.of(
            "plain-text-password",
            SYSPREP,
            "<OOBE>",
            "<UserAccounts><AdministratorPassword><Value>x</Value></AdministratorPassword>"
                + "</UserAccounts><OOBE>"),
        server("locale-name", "<UserLocale>en-US", "<UserLocale>English (US)"),
        server("unknown-locale", "<UserLocale>en-US", "<UserLocale>en-UK"),
        server("unknown-locale", "<UserLocale>en-US", "<UserLocale>en-NL"),
        server("unknown-locale", "<UserLocale>en-US", "<UserLocale>nb"),
        server("unknown-locale", "<SystemLocale>en-US", "<SystemLocale>zh-Hans-CN"),
        server("unknown-keyboard", "<InputLocale>en-US", "<InputLocale>de-DE;0407:00090407"),
        server("unknown-keyboard", "<InputLocale>en-US", "<InputLocale>en-NL"),
        server("input-locale", "<InputLocale>en-US", "<InputLocale>0409:409"),
        server("time-zone", "<TimeZone>UTC", "<TimeZone>Europe/Zurich"),
        server("time-zone", "<TimeZone>UTC", "<TimeZone>Eastern Daylight Time"),
        server("time-zone-shown", "<TimeZone>UTC", "<TimeZone>Coordinated Universal Time"),
        server(
            "setup-language-unstated",
            "<SetupUILanguage>\n        <UILanguage>en-US</UILanguage>\n      </SetupUILanguage>",
            ""),
        Seed.of("setting-too-new", WINDOWS_7, "<OOBE>", "<OOBE><HideOnlineAccountScreens/>"),
        server("setting-too-old", "<OOBE>", "<OOBE><NetworkLocation>Work</NetworkLocation>"),
        client("skipped-oobe", "<OOBE>", "<OOBE><SkipMachineOOBE>true</SkipMachineOOBE>"),
        client("no-account", WINDOWS_11, WINDOWS_11.replace("UserAccounts>", "VisualEffects>")),
        Seed.of("extend-and-size", SYSPREP, "<Extend>", "<Size>9000</Size><Extend>"),
        Seed.of(
            "join-twice",
            SYSPREP,
            "<PersistAllDeviceInstalls>",
            "<Identification><JoinDomain>a</JoinDomain><JoinWorkgroup>b</JoinWorkgroup>"
                + "</Identification><PersistAllDeviceInstalls>"));
  }

  /** An encoded password with something else behind it than the name of its element. */
  private static Seed password(String start, String text, String end) {
    String value =
        "<Value>%s</Value><PlainText>false</PlainText>"
            .formatted(
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_16LE)));
    return Seed.of("password-encoding", SYSPREP, "<OOBE>", start + value + end + "<OOBE>");
  }

  private static Seed server(String rule, String right, String wrong) {
    return Seed.of(rule, SERVER_2022, right, wrong);
  }

  private static Seed client(String rule, String right, String wrong) {
    return Seed.of(rule, WINDOWS_11, right, wrong);
  }

  /** A mistake that takes two changes. */
  private static Seed client(
      String rule, String right, String wrong, String secondRight, String secondWrong) {
    return Seed.of(
        rule,
        WINDOWS_11,
        WINDOWS_11,
        WINDOWS_11.replace(right, wrong).replaceFirst(secondRight, secondWrong));
  }
}
