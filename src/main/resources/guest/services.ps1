# Contract: a function that stops a service without waiting for ever; loaded by hold.ps1, clean-up.ps1,
# cloudbase-init.ps1 and updates.ps1, changes nothing by itself.
#
#   Stop-WindowsService  asks a service to stop, and waits for it a minute. Gives $null when it has stopped
#                        or is not there, otherwise why it still runs.
#   Exit codes           none: it throws nothing.
#
# PowerShell's own Stop-Service and Restart-Service wait for as long as the service says that it is
# stopping (OctopusDeploy/Library pull request 711), whatever -ErrorAction says.

# In seconds; a service that cannot be asked now is asked again so often.
$StopPatience = 60
$StopPause = 20

function Stop-WindowsService([string] $name) {
    $service = Get-Service -Name $name -ErrorAction SilentlyContinue
    if (-not $service) {
        return $null
    }
    $refused = ''
    for ($waited = 0; $waited -lt $StopPatience; $waited++) {
        $service.Refresh()
        if ($service.Status -eq 'Stopped') {
            return $null
        }
        if ($service.Status -ne 'StopPending' -and $waited % $StopPause -eq 0) {
            try {
                # Those that depend on it first, for each of which it waits half a minute.
                $service.Stop()
                $refused = ''
            }
            catch {
                $refused = ": $($_.Exception.Message)"
            }
        }
        Start-Sleep -Seconds 1
    }
    return "the service $name does not stop and is $($service.Status) after $StopPatience s$refused"
}
