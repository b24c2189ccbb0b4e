# Contract: removes the components that updates have replaced.
#
#   Parameters  -Method: service-pack (all that 6.1 knows), superseded, or reset-base
#   Changes     the component store: with service-pack and reset-base what is installed cannot be
#               uninstalled any more
#   Says        components.kept=CODE when dism would not: the image is larger than it might be, but right
#   Exit codes  0 done, or said so; 3010 done, reboot; 1003 reboot and run it again: Windows has something
#               to finish before
param([string] $Method)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$options = @{
    'service-pack' = '/spsuperseded /hidesp'
    'superseded' = '/startcomponentcleanup'
    'reset-base' = '/startcomponentcleanup /resetbase'
}
if (-not $options.ContainsKey($Method)) {
    throw "no method: $Method"
}
$drive = New-Object System.IO.DriveInfo $env:SystemDrive
$before = $drive.AvailableFreeSpace
# CBS_E_PENDING.
$busy = 0x800f0806
$code = Invoke-WhenIdle 'dism.exe' "/online /cleanup-image $($options[$Method]) /norestart /quiet" @($busy)
if ($code -eq 3010) {
    exit 3010
}
if ($code -eq $busy -and (Request-OneReboot 'component-clean-up')) {
    Write-Log 'it has to wait for a reboot, after which Windows may be done'
    exit 1003
}
if ($code -ne 0) {
    Write-Log "warning: replaced components stay, and the image is larger for it: dism ended with $(Format-Code $code)"
    Write-Fact 'components.kept' (Format-Code $code)
    exit 0
}
Write-Log "$([Math]::Floor([double] ($drive.AvailableFreeSpace - $before) / 1048576)) MiB became free"
exit 0
