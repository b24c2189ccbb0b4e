# Contract: removes the components that updates have replaced.
#
#   Parameters  -Method: service-pack (all that 6.1 knows), superseded, or reset-base
#   Changes     the component store: with service-pack and reset-base what is installed cannot be
#               uninstalled any more
#   Exit codes  0 done, or dism would not: the image is larger than it might be, but right;
#               3010 done, reboot
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
$code = Invoke-Program 'dism.exe' "/online /cleanup-image $($options[$Method]) /norestart /quiet"
if ($code -eq 3010) {
    exit 3010
}
if ($code -ne 0) {
    Write-Log "dism could not remove replaced components, exit code $code"
    exit 0
}
Write-Log "$([Math]::Floor([double] ($drive.AvailableFreeSpace - $before) / 1048576)) MiB became free"
exit 0
