# Contract: functions that give a step the environment that a new logon would have: what one step has set for the
# machine or the account, the next one finds; loaded by run.ps1, changes nothing by itself.
#
#   Set-StepEnvironment  sets the variables of a process that is to be started.
#   Join-Environment     the variables of the machine and the account in one table.
#   Get-SessionVariables those of the runner's own session.
#   Exit codes           none: Set-StepEnvironment only says why there is nothing of the registry.

$MachineEnvironment = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
$AccountEnvironment = 'HKCU:\Environment'

# Those of the session and not of the registry: the machine's USERNAME is SYSTEM, and a session may have its own TEMP.
$SessionVariables = 'USERNAME', 'TEMP', 'TMP'

# Name, Value and Expand of each.
function Read-Environment([string] $key) {
    if (-not (Test-Path -LiteralPath $key)) {
        return
    }
    $registry = Get-Item -LiteralPath $key
    $asIs = [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames
    foreach ($name in $registry.GetValueNames()) {
        if ($name) {
            $expand = $registry.GetValueKind($name) -eq [Microsoft.Win32.RegistryValueKind]::ExpandString
            @{ Name = $name; Value = [string] $registry.GetValue($name, '', $asIs); Expand = $expand }
        }
    }
}

# Ignores case in every language, as Windows does; @{} follows the language, where "windir" may not be "WINDIR".
function New-VariableTable {
    return New-Object System.Collections.Hashtable ([System.StringComparer]::OrdinalIgnoreCase)
}

# The table that .NET gives does not ignore case, and the machine's default Path says both %SystemRoot% and %SYSTEMROOT%.
function Get-SessionVariables {
    $table = New-VariableTable
    foreach ($one in [Environment]::GetEnvironmentVariables().GetEnumerator()) {
        $table[$one.Key] = $one.Value
    }
    return $table
}

# A name that stands for nothing stays as it is, percent signs and all.
function Expand-Variables([string] $text, $table, $session) {
    $pieces = $text.Split([char[]] '%')
    $expanded = $pieces[0]
    $i = 1
    while ($i -lt $pieces.Length) {
        $name = $pieces[$i]
        $value = $null
        if ($name -and $i + 1 -lt $pieces.Length) {
            $value = $table[$name]
            if ($null -eq $value) {
                $value = $session[$name]
            }
        }
        if ($null -ne $value) {
            $expanded += $value + $pieces[$i + 1]
            $i += 2
        }
        else {
            $expanded += "%$name"
            $i += 1
        }
    }
    return $expanded
}

# As CreateEnvironmentBlock does it: the machine's, then the account's; of each those first that name no other; the
# account's PATH is added to the machine's.
function Join-Environment($machine, $account, $session) {
    $table = New-VariableTable
    foreach ($variables in $machine, $account) {
        foreach ($expand in $false, $true) {
            foreach ($one in @($variables | Where-Object { $_ -and $_.Expand -eq $expand })) {
                if ($SessionVariables -contains $one.Name) {
                    continue
                }
                $value = $one.Value
                if ($expand) {
                    $value = Expand-Variables $value $table $session
                }
                if ($one.Name -eq 'Path' -and $table['Path']) {
                    $value = $table['Path'].TrimEnd(';') + ';' + $value
                }
                $table[$one.Name] = $value
            }
        }
    }
    return $table
}

function Set-StepEnvironment($start) {
    try {
        $session = Get-SessionVariables
        $table = Join-Environment @(Read-Environment $MachineEnvironment) @(Read-Environment $AccountEnvironment) $session
        foreach ($name in $table.Keys) {
            $start.EnvironmentVariables[$name] = $table[$name]
        }
    }
    catch {
        Write-RunnerLog "the environment is the runner's own: $($_.Exception.Message)"
    }
}
