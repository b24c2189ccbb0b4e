# Contract: installs cloudbase-init, configured for the cloud, and keeps it still until the image's
# first boot there.
#
#   Parameters  -Msi: the installer; -Configuration: the directory with the two .conf files;
#               -LocalSystem: on or off
#   Changes     what the MSI does; conf\cloudbase-init.conf and conf\cloudbase-init-unattend.conf, with
#               the names that built-in groups have in this Windows;
#               the service cloudbase-init starts on demand until the clean-up has it started in instances
#   Says        cloudbase-init.version=VERSION
#   Exit codes  0 done; 3010 done, reboot; 1 the MSI failed, or did not leave what it should
param([string] $Msi, [string] $Configuration, [string] $LocalSystem)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'local-groups.ps1')

if (-not (Test-Path -LiteralPath $Msi)) {
    throw "there is no $Msi"
}
$log = Join-Path $env:TEMP 'casement-cloudbase-init.log'
$properties = ''
if ($LocalSystem -eq 'on') {
    $properties = 'RUN_SERVICE_AS_LOCAL_SYSTEM=1'
}
$code = Install-Msi $Msi $properties $log

$conf = Join-Path $env:ProgramFiles 'Cloudbase Solutions\Cloudbase-Init\conf'
if (-not (Test-Path -LiteralPath $conf)) {
    throw "the installer left no $conf"
}
foreach ($name in 'cloudbase-init.conf', 'cloudbase-init-unattend.conf') {
    # Ours are in UTF-8; oslo.config opens them with Python's default, which is Windows' ANSI code page.
    $lines = [System.IO.File]::ReadAllLines((Join-Path $Configuration $name))
    $local = [string[]] @(ConvertTo-LocalGroups $lines)
    [System.IO.File]::WriteAllLines((Join-Path $conf $name), $local, [System.Text.Encoding]::Default)
}

# Until the specialize pass has run in the cloud it would take this machine for the instance.
$service = Get-Service -Name 'cloudbase-init'
if ($service.Status -ne 'Stopped') {
    Stop-Service -Name 'cloudbase-init' -Force
}
Set-Service -Name 'cloudbase-init' -StartupType Manual

$version = Get-InstalledVersion 'Cloudbase-Init*'
if ($null -eq $version) {
    throw 'the installer ended well, but Windows does not list Cloudbase-Init as installed'
}
Write-Fact 'cloudbase-init.version' $version
exit $code
