# Contract: installs cloudbase-init, configured for the cloud, and keeps it still until the image's
# first boot there.
#
#   Parameters  -Msi: the installer; -Configuration: the directory with the two .conf files;
#               -LocalSystem: on or off
#   Changes     removes the one of an image that the build starts from; what the MSI does; conf\cloudbase-init.conf and conf\cloudbase-init-unattend.conf, with
#               the names that built-in groups have in this Windows;
#               the service cloudbase-init starts on demand until the clean-up has it started in instances
#   Says        cloudbase-init.version=VERSION
#   Exit codes  0 done; 3010 done, reboot; 1 the MSI failed or did not leave what it should, a group is
#               unknown, or cloudbase-init does not start on this Windows
param([string] $Msi, [string] $Configuration, [string] $LocalSystem)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'local-groups.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'services.ps1')

if (-not (Test-Path -LiteralPath $Msi)) {
    throw "there is no $Msi"
}
$log = Join-Path $env:TEMP 'casement-cloudbase-init.log'
$properties = ''
if ($LocalSystem -eq 'on') {
    $properties = 'RUN_SERVICE_AS_LOCAL_SYSTEM=1'
}
# Releases of it share a product code: Windows Installer neither replaces one by another (1638) nor installs the same
# one with other properties (cloudbase-init-installer, Product.wxs; cloudbase-init issue 43).
Uninstall-Product 'Cloudbase-Init*' "$log.removal"
$code = Install-Msi $Msi $properties $log

$directory = Join-Path $env:ProgramFiles 'Cloudbase Solutions\Cloudbase-Init'
$conf = Join-Path $directory 'conf'
if (-not (Test-Path -LiteralPath $conf)) {
    throw "the installer left no $conf"
}
foreach ($name in 'cloudbase-init.conf', 'cloudbase-init-unattend.conf') {
    # Ours are in UTF-8; oslo.config opens them with Python's default, which is Windows' ANSI code page.
    $lines = [System.IO.File]::ReadAllLines((Join-Path $Configuration $name))
    $local = [string[]] @(ConvertTo-LocalGroups $lines)
    Assert-Groups $local
    Assert-Encodable $local ([System.Text.Encoding]::Default)
    [System.IO.File]::WriteAllLines((Join-Path $conf $name), $local, [System.Text.Encoding]::Default)
}

# Until the specialize pass has run in the cloud it would take this machine for the instance.
$why = Stop-WindowsService 'cloudbase-init'
if ($why) {
    Write-Log "warning: $why"
}
Set-Service -Name 'cloudbase-init' -StartupType Manual

$version = Get-InstalledVersion 'Cloudbase-Init*'
if ($null -eq $version) {
    throw 'the installer ended well, but Windows does not list Cloudbase-Init as installed'
}
Write-Fact 'cloudbase-init.version' $version

# Where a DLL is missing, Windows would ask a question that nobody answers. What is started inherits
# the mode (Microsoft Learn, "SetErrorMode").
$ErrorModeSource = @'
using System.Runtime.InteropServices;

public static class CasementErrorMode
{
    private const uint FailCriticalErrors = 1;
    private const uint NoFaultBox = 2;

    [DllImport("kernel32.dll")]
    private static extern uint SetErrorMode(uint mode);

    public static void AskNothing()
    {
        SetErrorMode(FailCriticalErrors | NoFaultBox);
    }
}
'@

# A cloudbase-init that does not start makes every instance reboot for ever. --help would load less
# (cloudbase-init issue 147).
function Assert-Start([string] $python) {
    Add-Type -TypeDefinition $ErrorModeSource
    [CasementErrorMode]::AskNothing()
    $answer = Invoke-Program $python '-c "import cloudbaseinit.shell, cloudbaseinit.osutils.windows"'
    if ($answer -ne 0) {
        $known = 'it needs 1.1.2 or older on Windows 7 and Server 2008 R2, 1.1.6 or older on 8.1, Server 2012 and 2012 R2'
        throw "cloudbase-init $version does not start on this Windows: Python ended with $(Format-Code $answer). Take another installer; $known"
    }
}

Assert-Start (Join-Path $directory 'Python\python.exe')
exit $code
