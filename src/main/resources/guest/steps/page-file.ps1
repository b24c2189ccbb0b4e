# Contract: turns the page file off for the rest of the build, so that it takes no room in the image.
#
#   Parameters  none
#   Changes     Session Manager\Memory Management\PagingFiles; the answer file of sysprep sets what instances get
#   Exit codes  0 there is none, in this session either; 3010 reboot, and there is none
param()

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

# One that a script has turned off is in use until the next boot: locked, and in the image.
if ((Get-PageFiles).Length -eq 0 -and @(Get-WmiObject -Class Win32_PageFileUsage).Length -eq 0) {
    exit 0
}
Set-PageFiles @()
exit 3010
