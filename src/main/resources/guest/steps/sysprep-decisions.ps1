# Contract: what the step sysprep decides from sysprep's log, without asking Windows; loaded by
# sysprep.ps1, changes nothing by itself.
#
#   Select-NamedPackages  the full names of the Store apps that lines of the log give as the reason.
#   Test-Busy             whether lines say that Windows was servicing itself, and nothing else.
#   Select-LastError      what sysprep itself says at last of why it failed, '' when it says nothing.
#   New-Tries             what the step has done so far.
#   Get-NextAct           what follows on a sysprep that has ended without generalizing Windows:
#                         remove (the packages that it named), wait (and try again) or fail.
#   Select-NewLines       the lines of a log behind those that were there before.
#   Exit codes            none.

# Sysprep stops at the first packages that it finds, so that another run may name others.
$MostBusyTries = 3

# Microsoft, "Sysprep fails after you remove or update Microsoft Store apps" (KB2769827).
function Select-NamedPackages([string[]] $lines) {
    $names = @()
    foreach ($line in $lines) {
        if ($line -match 'Package (\S+) was installed for a user, but not provisioned for all users') {
            $names += $matches[1]
        }
    }
    return @($names | Sort-Object -Unique)
}

# Refused while it validates: CBS does not answer (0x80080005; GoogleCloudPlatform/compute-image-windows issue 156), or
# an update is using reserved storage (0x800f0975; DrEmpiricism/Optimize-Offline issue 155).
function Test-Busy([string[]] $lines) {
    $busy = 'Failed to query pending CBS operations|Audit mode can(not|''t) be turned on|0x800f0975'
    return @($lines | Where-Object { $_ -match $busy }).Length -gt 0
}

# Behind the error itself there is one more of each part of sysprep that passes it on, with the code alone.
function Select-LastError([string[]] $lines) {
    $passedOn = '^(WinMain|RunDlls|RunExternalDlls|RunPlatformActions|SysprepSession::\w+):'
    $last = ''
    $cause = ''
    foreach ($line in $lines) {
        if ($line -match ', (?:Error|Fatal)\s+(?:\[\w+\]\s*)?(?:SYSPRP\s+)?(\S.*)$') {
            $last = $matches[1]
            if ($last -notmatch $passedOn) {
                $cause = $last
            }
        }
    }
    if ($cause) {
        return $cause
    }
    return $last
}

function New-Tries([bool] $mayRemove) {
    return New-Object psobject -Property @{ MayRemove = $mayRemove; Tried = @(); Busy = 0 }
}

function Get-NextAct([string] $state, [string[]] $lines, $tries) {
    # Once it has begun to change Windows, another run fails or does half of it twice.
    if ($state -ne 'IMAGE_STATE_COMPLETE') {
        return 'fail'
    }
    $named = @(Select-NamedPackages $lines)
    if ($named.Length -gt 0) {
        $others = @($named | Where-Object { $tries.Tried -notcontains $_ })
        if ($tries.MayRemove -and $others.Length -gt 0) {
            return 'remove'
        }
        return 'fail'
    }
    if ((Test-Busy $lines) -and $tries.Busy + 1 -lt $MostBusyTries) {
        return 'wait'
    }
    return 'fail'
}

# A log that is shorter than before has been begun anew.
function Select-NewLines([string[]] $lines, [int] $before) {
    if ($lines.Length -lt $before) {
        $before = 0
    }
    for ($i = $before; $i -lt $lines.Length; $i++) {
        $lines[$i]
    }
}
