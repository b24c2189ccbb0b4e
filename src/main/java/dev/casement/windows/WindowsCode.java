package dev.casement.windows;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Codes with which Windows builds fail, their meanings, and remedies.
 *
 * <p>{@code docs/troubleshooting.md} has the same table; a test keeps them in sync.
 */
public enum WindowsCode {
  TYPE_E_ELEMENTNOTFOUND(
      "0x8002802b",
      "the update agent of this build of Windows gives scripts empty updates",
      "put a newer cumulative update into updates.packages, or take newer install media",
      "chocolatey-community/boxstarter issue 572; rgl/packer-plugin-windows-update issue 144"),
  ERROR_SERVICE_DISABLED(
      "0x80070422",
      "a service that it needs is disabled",
      "disable wuauserv, BITS and TrustedInstaller in no script before the updates: use one without when: first-logon",
      "winerror.h; gusztavvargadr/packer issue 80"),
  ERROR_INSTALL_FAILURE_HRESULT(
      "0x80070643",
      "the update's own installer failed; KB5034439 does where the recovery partition has no room",
      "leave it out with updates.exclude, or build without it with updates.onFailure: report",
      "Learn, \"MsiExec.exe error messages\"; actions/runner-images issue 9148"),
  ERROR_TIMEOUT(
      "0x800705b4",
      "it did not finish within limits.oneUpdate",
      "raise limits.oneUpdate, or leave it out with updates.exclude",
      "winerror.h; rgl/packer-plugin-windows-update issue 26"),
  ERROR_DISK_FULL("0x80070070", "the disk is full", "raise machine.disk", "winerror.h"),
  ERROR_INTERNET_TIMEOUT(
      "0x80072ee2",
      "the server did not answer in time",
      "check the host's network and proxy; with WSUS its address",
      "Learn, \"Windows Update common errors\""),
  ERROR_INTERNET_SECURE_FAILURE(
      "0x80072f8f",
      "the certificate of the server, or of a proxy that opens TLS, was not accepted",
      "check the clock of the host and the proxy; Windows 7 and Server 2008 R2 need updates for TLS 1.2 and root certificates in updates.packages",
      "wininet.h; hashicorp/packer issue 6656"),
  ERROR_INSTALL_INVALID_PACKAGE(
      "0x80073cf2",
      "a Store app is installed for one user only, which makes sysprep fail",
      "write cleanUp: { storeApps: remove }, or remove the app in a script of your own",
      "Microsoft KB2769827"),
  CO_E_SERVER_EXEC_FAILURE(
      "0x80080005",
      "a service of Windows did not start in time, usually because Windows is still installing",
      "build again; if it happens again, raise machine.cpus",
      "GoogleCloudPlatform/compute-image-windows issue 156"),
  FVE_E_NOT_DECRYPTED(
      "0x80310039",
      "BitLocker has encrypted the disk, and sysprep refuses that",
      "decrypt it in a script of your own: manage-bde -off C:, and wait until it is done",
      "MicrosoftDocs/azure-docs pull request 58134; antifob/incus-windows issue 30"),
  WU_E_OPERATIONINPROGRESS(
      "0x80240009",
      "another installation was running all the time",
      "see whether a script of your own leaves an installer behind",
      "Learn, \"Windows Update Agent result codes\""),
  WU_E_INSTALL_NOT_ALLOWED(
      "0x80240016",
      "another installation was running, or a restart was due, all the time",
      "see whether a script of your own leaves an installer behind",
      "Learn, \"IUpdateInstaller::Install\""),
  WU_E_NOT_APPLICABLE(
      "0x80240017",
      "it is not for this Windows, or it needs another update first",
      "look at the release, the architecture and the prerequisites that its article names",
      "Microsoft KB949545"),
  WU_E_SERVICE_STOP(
      "0x8024001e",
      "Windows, or its update service, stopped during the installation",
      "leave it out with updates.exclude, and look at the last screen in the evidence",
      "Learn, \"Windows Update Agent result codes\""),
  WU_E_ALL_UPDATES_FAILED(
      "0x80240022",
      "all updates of a call failed",
      "see WindowsUpdate.log on a disk kept with --on-error abort",
      "Learn, \"Windows Update Agent result codes\""),
  WU_E_EULA_UNAVAILABLE(
      "0x80240033",
      "its licence terms could not be fetched",
      "check the host's network and proxy; with WSUS approve the update again",
      "Learn, \"Windows Update Agent result codes\"; UpdateOS issue 10"),
  WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL(
      "0x80244022",
      "the server was overloaded for half an hour",
      "build again later; with WSUS look at its application pool",
      "Learn, \"Windows Update Agent result codes\""),
  WU_E_PT_WINHTTP_NAME_NOT_RESOLVED(
      "0x8024402c",
      "the name of the server, or of a proxy, is not known",
      "check the host's network, name server and proxy; with WSUS its address",
      "Learn, \"Windows Update Agent result codes\""),
  WU_E_DS_UNKNOWNSERVICE(
      "0x80248014",
      "Microsoft Update is not registered with Windows Update",
      "check the host's network: Windows registers it online",
      "Learn, \"IUpdateServiceManager::RemoveService\""),
  CBS_E_PENDING(
      "0x800f0806",
      "Windows had unfinished installations all the time",
      "see whether a script of your own leaves a restart behind: end it with exit code 3010",
      "rgl/windows-vagrant issue 27"),
  CBS_E_UNKNOWN_UPDATE(
      "0x800f080c",
      "this Windows has no feature or package of that name",
      "use the name that dism /online /get-features or /get-capabilities has",
      "Learn, \"Component-based servicing error codes\""),
  CBS_E_NOT_APPLICABLE(
      "0x800f081e",
      "it is not for this Windows",
      "look at the release and the architecture that it is for",
      "Learn, \"Component-based servicing error codes\""),
  CBS_E_SOURCE_MISSING(
      "0x800f081f",
      "its files are neither in Windows nor on the media of the build",
      "use media.install and media.features of exactly the same version of Windows",
      "Learn, \"Error codes when you try to install the .NET Framework 3.5\""),
  CBS_E_NEW_SERVICING_STACK_REQUIRED(
      "0x800f0823",
      "it needs a newer servicing stack",
      "put the servicing stack update that its article names into updates.packages",
      "OSDeploy/OSDBuilder issue 60; rgl/packer-plugin-windows-update issue 15"),
  CBS_E_DOWNLOAD_FAILURE(
      "0x800f0906",
      "its files are neither in Windows nor on the media of the build",
      "use media.install and media.features of exactly the same version of Windows",
      "Learn, \"Error codes when you try to install the .NET Framework 3.5\""),
  CBS_E_INVALID_WINDOWS_UPDATE_COUNT_WSUS(
      "0x800f0954",
      "its files are not on the media of the build, and WSUS does not have them",
      "use media.install and media.features of exactly the same version of Windows",
      "Learn, \"Error code 0x800f0954 when installing optional features\""),
  RESERVED_STORAGE_IN_USE(
      "0x800f0975",
      "an update was using reserved storage all the time, and sysprep refuses that",
      "build again; if it comes back, end the script that leaves an update behind with exit code 3010",
      "DrEmpiricism/Optimize-Offline issue 155"),
  ERROR_INSTALL_FAILURE(
      "1603",
      "an installer of the Windows Installer failed",
      "see its log in the last lines of protocol.log: \"Return value 3\" follows the reason",
      "Learn, \"MsiExec.exe error messages\""),
  ERROR_INSTALL_ALREADY_RUNNING(
      "1618",
      "another installation was running all the time",
      "see whether a script of your own leaves an installer behind",
      "Learn, \"MsiExec.exe error messages\""),
  ERROR_INSTALL_PACKAGE_OPEN_FAILED(
      "1619",
      "the package cannot be opened",
      "download the file again",
      "Learn, \"MsiExec.exe error messages\""),
  ERROR_INSTALL_LOG_FAILURE(
      "1622",
      "the installer's log cannot be written",
      "see whether a script of your own has removed or locked a directory of temporary files",
      "Learn, \"MsiExec.exe error messages\""),
  ERROR_INSTALL_PLATFORM_UNSUPPORTED(
      "1633",
      "the package is for another architecture",
      "use the package for the architecture of the Windows that is built",
      "Learn, \"MsiExec.exe error messages\""),
  ERROR_PRODUCT_VERSION(
      "1638",
      "another version is already installed",
      "remove it first, or leave the installation out",
      "Learn, \"MsiExec.exe error messages\"");

  // A decimal number counts only when it is called an exit code.
  private static final Pattern CODE =
      Pattern.compile("\\b(0x[0-9a-f]{8})\\b|\\bexit code (-?[0-9]+)\\b");

  private final String code;
  private final String meaning;
  private final String remedy;
  private final String source;

  WindowsCode(String code, String meaning, String remedy, String source) {
    this.code = code;
    this.meaning = meaning;
    this.remedy = remedy;
    this.source = source;
  }

  /** The code as Microsoft writes it: {@code 0x80070643}, or decimal for Windows Installer. */
  public String code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  public String remedy() {
    return remedy;
  }

  /** The source of the meaning. */
  public String source() {
    return source;
  }

  /** The distinct known codes in a text, in order of appearance. */
  public static List<WindowsCode> in(String text) {
    Matcher matcher = CODE.matcher(text.toLowerCase(Locale.ROOT));
    return matcher
        .results()
        .map(found -> found.group(1) != null ? found.group(1) : written(found.group(2)))
        .flatMap(each -> Arrays.stream(values()).filter(code -> code.code.equals(each)))
        .distinct()
        .toList();
  }

  /** A negative exit code is an HRESULT. */
  private static String written(String exitCode) {
    try {
      int code = Integer.parseInt(exitCode);
      return code < 0 ? String.format(Locale.ROOT, "0x%08x", code) : exitCode;
    } catch (NumberFormatException e) {
      return exitCode;
    }
  }
}
