# Contract: functions that hold a setting of Windows still for the time of the build and give it back;
# loaded by logon.ps1 and updates.ps1, changes nothing by itself.
#
#   Set-HeldValue       sets a registry value and remembers the one before it, "none" too; gives $true
#                       when it changed something. What somebody else has set meanwhile becomes the
#                       value to give back.
#   Restore-HeldValue   gives a held value back, unless somebody else has set another one meanwhile.
#   Hide-Value          takes a registry value away that is not empty, and remembers it; gives $true when
#                       there was one.
#   Show-Value          puts a hidden value back, unless somebody else has set another one meanwhile.
#   Suspend-EdgeUpdate  disables the services and tasks that update Edge, as far as there are any.
#   Resume-EdgeUpdate   gives those back that are still there.
#   Exit codes          none: they throw when Windows refuses, those for Edge only say so.
#
# What was before is in HKLM\SOFTWARE\Casement\Held, which sign-off removes. Values are strings and
# numbers.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'services.ps1')

$HeldKey = 'HKLM:\SOFTWARE\Casement\Held'
$ServicesKey = 'HKLM:\SYSTEM\CurrentControlSet\Services'
$TaskDirectory = "$env:WINDIR\System32\Tasks"
$StartTypes = @{ 2 = 'Automatic'; 3 = 'Manual' }
$StartDisabled = 4

function Get-HeldValue([string] $key, [string] $name) {
    if (-not (Test-Path -LiteralPath $key)) {
        return $null
    }
    return (Get-Item -LiteralPath $key).GetValue($name, $null)
}

function Write-HeldValue([string] $key, [string] $name, $value, [string] $type) {
    if (-not (Test-Path -LiteralPath $key)) {
        $null = New-Item -Path $key -Force
    }
    $null = New-ItemProperty -LiteralPath $key -Name $name -Value $value -PropertyType $type -Force
}

# What is remembered is strings: the value that the build set, and the kind and value before, if any.
function Set-HeldValue([string] $key, [string] $name, $value, [string] $type) {
    $now = Get-HeldValue $key $name
    $memory = @(Get-HeldValue $HeldKey "$key\$name")
    $ours = $memory.Length -gt 0 -and $null -ne $memory[0] -and "$now" -eq $memory[0]
    if (-not $ours) {
        $remembered = @("$value")
        if ($null -ne $now) {
            $kind = (Get-Item -LiteralPath $key).GetValueKind($name)
            $remembered += @("$kind", "$now")
        }
        Write-HeldValue $HeldKey "$key\$name" ([string[]] $remembered) 'MultiString'
    }
    if ($null -ne $now -and "$now" -eq "$value") {
        return $false
    }
    Write-HeldValue $key $name $value $type
    return $true
}

function Restore-HeldValue([string] $key, [string] $name) {
    $memory = @(Get-HeldValue $HeldKey "$key\$name")
    if ($memory.Length -eq 0 -or $null -eq $memory[0]) {
        return
    }
    $now = Get-HeldValue $key $name
    if ($null -ne $now -and "$now" -eq $memory[0]) {
        if ($memory.Length -gt 1) {
            # A list of strings keeps no empty one at its end.
            $before = ''
            if ($memory.Length -gt 2) {
                $before = $memory[2]
            }
            Write-HeldValue $key $name $before $memory[1]
        }
        else {
            Remove-ItemProperty -LiteralPath $key -Name $name
        }
    }
    Remove-ItemProperty -LiteralPath $HeldKey -Name "$key\$name"
}

function Hide-Value([string] $key, [string] $name) {
    $now = Get-HeldValue $key $name
    if ("$now" -eq '') {
        return $false
    }
    $kind = (Get-Item -LiteralPath $key).GetValueKind($name)
    Write-HeldValue $HeldKey "hidden $key\$name" $now "$kind"
    Remove-ItemProperty -LiteralPath $key -Name $name
    return $true
}

function Show-Value([string] $key, [string] $name) {
    $hidden = "hidden $key\$name"
    $before = Get-HeldValue $HeldKey $hidden
    if ($null -eq $before) {
        return
    }
    if ("$(Get-HeldValue $key $name)" -eq '') {
        $kind = (Get-Item -LiteralPath $HeldKey).GetValueKind($hidden)
        Write-HeldValue $key $name $before "$kind"
    }
    Remove-ItemProperty -LiteralPath $HeldKey -Name $hidden
}

# --- Edge ---------------------------------------------------------------------------------------
#
# Edge updates itself for the one user who is logged on, on which sysprep ends with 0x80073cf2
# (antifob/incus-windows, pull request 28; Server 2022 with a network). Services: edgeupdate and
# edgeupdatem; tasks: MicrosoftEdgeUpdateTaskMachineCore and ...UA, newer ones with an identifier
# behind it (taskcluster/community-tc-config issue 884, undergroundwires/privacy.sexy issue 473).

function Get-EdgeServices {
    return @(Get-ChildItem -LiteralPath $ServicesKey | Where-Object { $_.PSChildName -like 'edgeupdate*' } |
        ForEach-Object { $_.PSChildName })
}

function Get-EdgeTasks {
    if (Test-Path -LiteralPath $TaskDirectory) {
        Get-ChildItem -LiteralPath $TaskDirectory |
            Where-Object { $_.Name -like 'MicrosoftEdgeUpdate*' -and -not $_.PSIsContainer }
    }
}

# A task's definition is a file of XML; without <Settings><Enabled> it is enabled.
function Test-TaskEnabled([string] $file) {
    $document = New-Object System.Xml.XmlDocument
    $document.Load($file)
    foreach ($settings in @($document.GetElementsByTagName('Settings'))) {
        foreach ($enabled in @($settings.GetElementsByTagName('Enabled'))) {
            if ($enabled.InnerText.Trim() -eq 'false') {
                return $false
            }
        }
    }
    return $true
}

function Set-EdgeTask([string] $name, [string] $how) {
    $null = & schtasks.exe /change /tn $name $how
    if ($LASTEXITCODE -ne 0) {
        throw "schtasks.exe /change /tn $name $how ended with exit code $LASTEXITCODE"
    }
}

function Suspend-EdgeService([string] $name) {
    $start = Get-HeldValue "$ServicesKey\$name" 'Start'
    if (-not $StartTypes.ContainsKey([int] $start)) {
        # Disabled already, by this build or by whoever wanted it so.
        return
    }
    Write-HeldValue $HeldKey "service $name" ([int] $start) 'DWord'
    $delayed = [int] (Get-HeldValue "$ServicesKey\$name" 'DelayedAutostart')
    Write-HeldValue $HeldKey "delayed $name" $delayed 'DWord'
    Set-Service -Name $name -StartupType Disabled
    $why = Stop-WindowsService $name
    if ($why) {
        [Console]::Out.WriteLine($why)
    }
}

function Suspend-EdgeTask($file) {
    if (Test-TaskEnabled $file.FullName) {
        Write-HeldValue $HeldKey "task $($file.Name)" 1 'DWord'
        Set-EdgeTask $file.Name '/disable'
    }
}

# Edge comes with updates too, so this is done at each start of the runner. That it cannot be done is
# no reason to end a build: store-apps looks for what Edge may leave.
function Suspend-EdgeUpdate {
    foreach ($name in @(Get-EdgeServices)) {
        try {
            Suspend-EdgeService $name
        }
        catch {
            [Console]::Out.WriteLine("the service $name cannot be held: $($_.Exception.Message)")
        }
    }
    foreach ($file in @(Get-EdgeTasks)) {
        try {
            Suspend-EdgeTask $file
        }
        catch {
            [Console]::Out.WriteLine("the task $($file.Name) cannot be held: $($_.Exception.Message)")
        }
    }
}

function Resume-EdgeService([string] $name) {
    $start = Get-HeldValue $HeldKey "service $name"
    # A service that is not disabled any more was set by somebody else.
    if ($null -ne $start -and (Get-HeldValue "$ServicesKey\$name" 'Start') -eq $StartDisabled) {
        Set-Service -Name $name -StartupType $StartTypes[[int] $start]
        # No start type of Set-Service; the service manager reads it at the next boot.
        if ((Get-HeldValue $HeldKey "delayed $name") -eq 1) {
            Write-HeldValue "$ServicesKey\$name" 'DelayedAutostart' 1 'DWord'
        }
    }
}

# By then the image is generalized: an Edge that does not update itself is worth a line for the host.
function Resume-EdgeUpdate {
    foreach ($name in @(Get-EdgeServices)) {
        try {
            Resume-EdgeService $name
        }
        catch {
            [Console]::Out.WriteLine("@casement log warning: the service $name stays disabled: $($_.Exception.Message)")
        }
    }
    foreach ($file in @(Get-EdgeTasks)) {
        try {
            if ($null -ne (Get-HeldValue $HeldKey "task $($file.Name)")) {
                Set-EdgeTask $file.Name '/enable'
            }
        }
        catch {
            [Console]::Out.WriteLine("@casement log warning: the task $($file.Name) stays disabled: $($_.Exception.Message)")
        }
    }
}
