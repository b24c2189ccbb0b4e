# Contract: removes what only the build needed and no clone may have, before sysprep.
#
#   Parameters  none
#   Changes     deletes the answer files that Setup has cached (they hold passwords, and sysprep would
#               replay them); ends AutoLogon and takes its password, the Run key and the UAC setting
#               back; from 8.1 on lets DISM remove superseded components
#   Exit codes  0 done; 1 an answer file is still there
#
# After it the machine must not reboot before sysprep: nobody would log on.
param()

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')

if ((Get-WindowsVersion) -ge [Version] '6.3') {
    Write-StepProgress 10 'removing superseded components'
    $code = Invoke-Program 'dism.exe' '/online /cleanup-image /startcomponentcleanup /quiet'
    if ($code -ne 0) {
        # The image is larger than it might be, but right.
        Write-Log "dism could not remove superseded components, exit code $code"
    }
}

Write-StepProgress 80 'deleting cached answer files'
$cached = 'Panther\unattend.xml', 'Panther\unattend-original.xml', 'Panther\autounattend.xml',
    'Panther\Unattend\unattend.xml', 'Panther\Unattend\autounattend.xml',
    'System32\Sysprep\unattend.xml', 'System32\Sysprep\Panther\unattend.xml'
foreach ($name in $cached) {
    $file = Join-Path $env:WINDIR $name
    if (Test-Path -LiteralPath $file) {
        Remove-Item -LiteralPath $file -Force
        [Console]::Out.WriteLine("deleted $file")
    }
}
if (Test-Path -LiteralPath "$env:SystemDrive\Autounattend.xml") {
    Remove-Item -LiteralPath "$env:SystemDrive\Autounattend.xml" -Force
}

Write-StepProgress 90 'ending AutoLogon'
Disable-BuildLogon
exit 0
