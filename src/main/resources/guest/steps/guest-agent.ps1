# Contract: installs the QEMU guest agent from the driver medium, where it is there.
#
#   Parameters  -Drivers: the drive of virtio-win; -Architecture: x86, amd64 or arm64
#   Changes     what the MSI does: %ProgramFiles%\Qemu-ga and the service QEMU-GA
#   Says        guest-agent.version=VERSION
#   Exit codes  0 done, or the medium has none; 3010 done, reboot; 1 the MSI failed
param([string] $Drivers, [string] $Architecture)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$names = @{ 'amd64' = 'qemu-ga-x86_64.msi'; 'x86' = 'qemu-ga-i386.msi' }
$msi = $null
if ($names.ContainsKey($Architecture)) {
    $msi = "$Drivers\guest-agent\$($names[$Architecture])"
}
if ($null -eq $msi -or -not (Test-Path -LiteralPath $msi)) {
    Write-Log "the driver medium has no QEMU guest agent for $Architecture"
    exit 0
}
$log = Join-Path $env:TEMP 'casement-guest-agent.log'
$agent = Join-Path $env:ProgramFiles 'Qemu-ga\qemu-ga.exe'
$code = Invoke-Msi $msi '' $log
if ($code -eq 1603 -and (Test-Path -LiteralPath $agent)) {
    # An installation that was cut off leaves its VSS provider, which the next one takes for an error
    # (kvm-guest-drivers-windows issue 544).
    Write-Log 'the installation failed, and an earlier one left files: removing its VSS provider, then once more'
    $null = Invoke-Program $agent '-s vss-uninstall'
    $code = Invoke-Msi $msi '' $log
}
try {
    $code = Resolve-MsiCode $code $msi $log
}
catch {
    # Newer agents do not start on 7 and 2008 R2, and a service that does not start fails its MSI.
    if ((Get-WindowsVersion) -lt [Version] '6.2') {
        throw "$($_.Exception.Message); newer agents do not run on this Windows: take a driver medium of its time"
    }
    throw
}
$version = Get-InstalledVersion 'QEMU guest agent*'
if ($null -ne $version) {
    Write-Fact 'guest-agent.version' $version
}
exit $code
