# Contract: the last step of a run: says what was made; in run generalize it leaves nothing of
# Casement behind but the runner's own directory, which the runner removes when this step has ended.
#
#   Parameters  -Run: install, update or generalize
#   Changes     install and update: nothing, since the next run goes on from here. generalize: removes
#               HKLM\SOFTWARE\Casement, the build's update policies and the installers' logs; gives back
#               what the build has held back; then looks once more for a password, AutoLogon and Casement
#   Says        os.version, os.edition, disk.freeBytes; after sysprep also sysprep.imageState
#   Exit codes  0 done; 1 something is left, and is named
param([string] $Run)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'barriers.ps1')

Write-Fact 'os.version' (Get-WindowsVersion)
Write-Fact 'os.edition' (Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'EditionID')
Write-Fact 'disk.freeBytes' (New-Object System.IO.DriveInfo $env:SystemDrive).AvailableFreeSpace

if ($Run -eq 'generalize') {
    . (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'leftovers.ps1')
    $state = Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State' 'ImageState'
    if ($state -ne 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE') {
        throw "Windows is not generalized any more but in $state"
    }
    Write-Fact 'sysprep.imageState' $state
    Disable-BuildLogon
    Disable-BuildPolicy
    Resume-Barriers
    foreach ($name in 'casement-guest-agent.log', 'casement-cloudbase-init.log') {
        $log = Join-Path $env:TEMP $name
        if (Test-Path -LiteralPath $log) {
            Remove-Item -LiteralPath $log -Force
        }
    }
    if (Test-Path -LiteralPath $CasementKey) {
        Remove-Item -LiteralPath $CasementKey -Recurse -Force
    }
    $left = @(Find-Leftovers)
    if (Test-Path -LiteralPath $CasementKey) {
        $left += "$CasementKey is still there"
    }
    if ($left.Length -gt 0) {
        throw "left behind: $([string]::Join('; ', $left))"
    }
}
exit 0
