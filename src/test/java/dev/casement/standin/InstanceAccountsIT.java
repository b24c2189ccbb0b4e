package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.unattend.AnswerFileXml;
import dev.casement.unattend.AnswerFiles;
import dev.casement.unattend.GeneralizeSettings;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Registration;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The commands of specialize that give an instance's accounts other passwords than the build's, as
 * they stand in the answer file, in a PowerShell.
 *
 * <p>Windows' accounts are the stand-in's: {@code Win32_UserAccount} and ADSI's WinNT provider, by
 * Microsoft Learn, "Win32_UserAccount class" and "IADsUser::SetPassword".
 */
@Tag("guest")
class InstanceAccountsIT {
  /**
   * Keeps accounts in a file, one a line: SID, a blank, the name; what is done to them in another.
   */
  private static final String ACCOUNTS =
      """
      # Wine has no directory services; what PowerShell looks up first is this.
      Update-TypeData -TypeName System.DirectoryServices.DirectoryEntry -MemberName SetPassword -MemberType ScriptMethod -Force -Value {
          param([string] $password)
          [IO.File]::AppendAllText('C:\\standin\\accounts.log', "$($this.psbase.Path) password $password`n")
      }
      function Get-WmiObject([string] $Class) {
          if ($Class -ne 'Win32_UserAccount') { throw "no $Class here" }
          foreach ($line in [IO.File]::ReadAllLines('C:\\standin\\accounts')) {
              $sid, $name = $line.Split(' ', 2)
              $account = New-Object psobject -Property @{ SID = $sid; Name = $name; Disabled = $false }
              $account | Add-Member ScriptMethod Put {
                  [IO.File]::AppendAllText('C:\\standin\\accounts.log', "$($this.Name) disabled $($this.Disabled)`n")
              }
              $account
          }
      }
      """;

  @Test
  void aServersAdministratorGetsAPasswordThatNobodyKnowsAndIsDisabled() throws IOException {
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022)) {
      StandInWindows windows = windows(build, "Administrateur");
      List<String> log = specialize(windows, "Admin");
      assertThat(log).hasSize(2);
      String password = passwordOf(log.getFirst(), "WinNT://./Administrateur,user");
      assertThat(log.getLast()).isEqualTo("Administrateur disabled True");
      assertThat(windows.filesHolding(password))
          .as("where the password stands")
          .containsExactly(windows.standIn("accounts.log"));

      Files.delete(windows.standIn("accounts.log"));
      assertThat(
              passwordOf(specialize(windows, "Admin").getFirst(), "WinNT://./Administrateur,user"))
          .as("the next instance")
          .isNotEqualTo(password);
    }
  }

  @Test
  void anAdministratorThatCloudbaseInitTakesOverIsNotDisabled() throws IOException {
    try (StandInBuild build = StandInBuild.of(WindowsKind.core(Release.SERVER_2025))) {
      List<String> log = specialize(windows(build, "O'Neill \u2019s"), "o'neill \u2019S");
      assertThat(log).hasSize(1);
      passwordOf(log.getFirst(), "WinNT://./O'Neill \u2019s,user");
    }
  }

  @Test
  void aClientsFirstAccountGetsAPasswordThatNobodyKnows() throws IOException {
    try (StandInBuild build = StandInBuild.of(WindowsKind.of(Release.WINDOWS_7))) {
      List<String> log = specialize(windows(build, "Administrator"), "d'Admin");
      assertThat(log).hasSize(1);
      passwordOf(log.getFirst(), "WinNT://./d'Admin,user");
    }
  }

  private static StandInWindows windows(StandInBuild build, String administrator)
      throws IOException {
    StandInWindows windows = build.windows().prelude("accounts", ACCOUNTS);
    // For the stand-in's own prelude: the commands run no script, so Windows asks no policy.
    String policy = "HKLM\\Software\\Policies\\Microsoft\\PowerShellCore";
    windows.registry().set(policy, "EnableScripts", 1);
    windows.registry().set(policy, "ExecutionPolicy", "Bypass");
    String sid = "S-1-5-21-397955417-626881126-188441444-";
    Files.writeString(
        windows.standIn("accounts"),
        sid + "1500 backup\n" + sid + "500 " + administrator + "\n" + sid + "501 Guest\n");
    return windows;
  }

  /** Runs what the answer file has before cloudbase-init's part; what became of the accounts. */
  private static List<String> specialize(StandInWindows windows, String username)
      throws IOException {
    List<String> commands = commands(windows.kind().release(), username);
    assertThat(commands.removeLast()).contains("cloudbase-init.exe");
    Boot boot = new Boot(windows);
    assertThat(boot.run(commands, Duration.ofMinutes(2), () -> false))
        .as(boot.shown())
        .isEqualTo(Boot.End.IDLE);
    Path log = windows.standIn("accounts.log");
    assertThat(log).as(boot.shown()).exists();
    return Files.readAllLines(log, StandardCharsets.UTF_8);
  }

  /** What the log's line says was set; long enough, of three kinds of characters, no name in it. */
  private static String passwordOf(String line, String account) {
    assertThat(line).startsWith(account + " password ");
    String password = line.substring((account + " password ").length());
    assertThat(password).matches("([0-9A-F]{2}-){31}[0-9A-F]{2}").containsPattern("[A-F]");
    return password;
  }

  private static List<String> commands(Release release, String username) {
    String xml =
        AnswerFileXml.write(
            AnswerFiles.generalize(
                new GeneralizeSettings(
                    release,
                    Architecture.AMD64,
                    Optional.empty(),
                    Regional.of("en-US", "UTC"),
                    Registration.none(),
                    username,
                    true,
                    true,
                    Optional.empty())));
    try {
      NodeList paths =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml)))
              .getElementsByTagName("Path");
      List<String> commands = new ArrayList<>();
      for (int i = 0; i < paths.getLength(); i++) {
        commands.add(paths.item(i).getTextContent());
      }
      return commands;
    } catch (Exception e) {
      throw new AssertionError("not an answer file", e);
    }
  }
}
