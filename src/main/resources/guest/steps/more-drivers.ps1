# Contract: installs every driver of the payload, which the recipe has named beside virtio-win's.
#
#   Parameters  -Directory: what is searched for .inf files, with all that is below it
#   Changes     the driver store and the devices that match; the publishers' certificates go into the
#               machine's TrustedPublisher, without which Windows stops at a prompt
#   Says        driver.NAME=VERSION for each driver package; driver.refused=NAME: WHY for each that
#               Windows does not take
#   Exit codes  0 done; 3010 done, reboot; 1 there is no driver, or Windows refused one
param([string] $Directory)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'driver-packages.ps1')

$packages = @(Get-ChildItem -LiteralPath $Directory -Recurse | Where-Object { $_.Name -like '*.inf' })
if ($packages.Length -eq 0) {
    throw "no driver below $Directory"
}
# Whoever named them wants them all.
exit (Install-Packages $packages @($packages | ForEach-Object { Get-DriverName $_ } | Sort-Object -Unique) @{})
