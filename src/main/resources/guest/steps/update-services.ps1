# Contract: functions that see to the services that updates need; loaded by updates.ps1.
#
#   Enable-UpdateServices   those that are disabled start on demand for as long as the step takes; throws
#                           where Windows refuses.
#   Disable-UpdateServices  gives that back, unless somebody else has set them meanwhile.
#   Restart-UpdateService   restarts the agent, as far as Windows lets it.
#   Exit codes              none.

# A script or a hardening of the user's disables them: gusztavvargadr/packer issue 80. TrustedInstaller is not among
# them: what it has installed is only finished at the next boot, when the step is over.
$UpdateServices = 'wuauserv', 'BITS'
$StartOnDemand = 3

function Enable-UpdateServices {
    foreach ($name in $UpdateServices) {
        if ((Get-HeldValue "$ServicesKey\$name" 'Start') -ne $StartDisabled) {
            continue
        }
        # First of all: a power cut must not leave it enabled.
        Write-HeldValue $HeldKey "disabled $name" 1 'DWord'
        try {
            Set-Service -Name $name -StartupType Manual
        }
        catch {
            # ERROR_SERVICE_DISABLED, as the search would end.
            throw "0x80070422: the service $name is disabled, and Windows refuses to enable it: $($_.Exception.Message)"
        }
        Write-Log "the service $name is disabled, and starts on demand until the updates are installed"
    }
}

function Disable-UpdateServices {
    foreach ($name in $UpdateServices) {
        if ($null -eq (Get-HeldValue $HeldKey "disabled $name")) {
            continue
        }
        try {
            if ((Get-HeldValue "$ServicesKey\$name" 'Start') -eq $StartOnDemand) {
                Set-Service -Name $name -StartupType Disabled
            }
            Remove-ItemProperty -LiteralPath $HeldKey -Name "disabled $name"
        }
        catch {
            Write-Log "warning: the service $name stays enabled: $($_.Exception.Message)"
        }
    }
}

# Some Windows will not have it stopped (chocolatey/boxstarter issue 93); then it reads the policy at the next
# search or boot.
function Restart-UpdateService {
    $why = Stop-WindowsService 'wuauserv'
    if ($why) {
        Write-Log $why
        return
    }
    try {
        (Get-Service -Name 'wuauserv').Start()
    }
    catch {
        Write-Log "wuauserv does not start: $($_.Exception.Message)"
    }
}
