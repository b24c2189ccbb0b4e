# Contract: functions that the steps share; loaded by each of them, changes nothing by itself.
#
#   Write-Fact, Write-StepProgress, Write-Log
#                         say something to the host through the runner.
#   Get-Percent           how much of a number of things is done.
#   Format-Code           a code as Microsoft's pages write it, such as 0x80240016.
#   Invoke-Program        runs a program to its end and gives its exit code.
#   Invoke-WhenIdle       the same, again for up to ten minutes while it says that Windows is busy.
#   Request-OneReboot     whether the step may ask for a reboot and to be run again: once in a build.
#   Invoke-Firewall       sets a rule of the firewall; $false, and said, where its service does not run.
#   Invoke-Msi            installs an MSI silently; gives Windows Installer's exit code.
#   Resolve-MsiCode       the exit code that the step ends with after that; throws on a failure.
#   Install-Msi           both.
#   Get-WindowsVersion    major.minor.build as the kernel has it.
#   Get-InstalledVersion  the version of an installed product, or $null.
#   Uninstall-Product     removes installed products with Windows Installer.
#   Get-PageFiles, Set-PageFiles
#                         the page files of the next boot; an empty array is none.

$ErrorActionPreference = 'Stop'

# For another installation that runs, in seconds: ten minutes; then a reboot has to do.
$BusyPauses = 10, 20, 40, 80, 150, 300

# Past the PowerShell host, which would break long lines at the width of a console.
function Write-Fact([string] $name, $value) {
    [Console]::Out.WriteLine("@casement fact $name=$value")
}

function Write-StepProgress([int] $percent, [string] $text) {
    [Console]::Out.WriteLine("@casement progress $percent $text")
}

function Write-Log([string] $text) {
    [Console]::Out.WriteLine("@casement log $text")
}

function Get-Percent([int] $done, [int] $all) {
    return [int] [Math]::Floor([double] 100 * $done / $all)
}

function Format-Code([int] $code) {
    return '0x{0:x8}' -f $code
}

# Waits for programs with windows too, which "& program" does not. Their output goes to the log.
function Invoke-Program([string] $program, [string] $arguments) {
    [Console]::Out.WriteLine("> $program $arguments")
    $start = @{ FilePath = $program; NoNewWindow = $true; PassThru = $true }
    if ($arguments) {
        $start.ArgumentList = $arguments
    }
    $process = Start-Process @start
    # Without the handle in hand, ExitCode is empty once the process is gone.
    $null = $process.Handle
    $process.WaitForExit()
    [Console]::Out.WriteLine("> exit code $($process.ExitCode)")
    return $process.ExitCode
}

# Where Windows Installer gives up, its log says "Return value 3.", in the language of Windows, as the last word on an action
# that has a time: the lines up to the first such one, or else the end of the log.
function Select-MsiFailure([string[]] $lines) {
    for ($i = 0; $i -lt $lines.Length; $i++) {
        if ($lines[$i] -match '[0-9]{1,2}[:.][0-9]{2}[:.][0-9]{2}.*\w+.*[^0-9.]3[^0-9]?\s*$') {
            return $lines[[Math]::Max(0, $i - 15)..$i]
        }
    }
    return @($lines | Select-Object -Last 15)
}

# Windows Installer, dism: one installation at a time, and some of Windows' own begin unasked.
function Invoke-WhenIdle([string] $program, [string] $arguments, [int[]] $busy) {
    $code = Invoke-Program $program $arguments
    if ($busy -contains $code) {
        Write-Log "$program is busy with another installation (exit code $code): waiting for up to ten minutes"
    }
    foreach ($pause in $BusyPauses) {
        if ($busy -notcontains $code) {
            break
        }
        Start-Sleep -Seconds $pause
        $code = Invoke-Program $program $arguments
    }
    return $code
}

# The key is gone with the rest of it after the generalize run.
function Request-OneReboot([string] $step) {
    $key = 'HKLM:\SOFTWARE\Casement'
    if (-not (Test-Path -LiteralPath $key)) {
        $null = New-Item -Path $key -Force
    }
    $name = "reboot for $step"
    if ($null -ne (Get-Item -LiteralPath $key).GetValue($name, $null)) {
        return $false
    }
    $null = New-ItemProperty -LiteralPath $key -Name $name -Value 1 -PropertyType 'DWord'
    return $true
}

# A script of the user's may have disabled the service; then there is nothing that a rule could do.
function Invoke-Firewall([string] $arguments) {
    $code = Invoke-Program 'netsh.exe' "advfirewall firewall $arguments"
    if ($code -eq 0) {
        return $true
    }
    $service = Get-Service -Name 'MpsSvc' -ErrorAction SilentlyContinue
    if ($service -and $service.Status -eq 'Running') {
        throw "netsh advfirewall firewall $arguments ended with exit code $code"
    }
    Write-Log "warning: the firewall's service (MpsSvc) does not run, and this rule is not set: $arguments"
    return $false
}

function Invoke-Msi([string] $msi, [string] $properties, [string] $log) {
    # ERROR_INSTALL_ALREADY_RUNNING.
    return Invoke-WhenIdle 'msiexec.exe' "/i `"$msi`" /qn /norestart /l*v `"$log`" $properties" @(1618)
}

# 0 or 3010 (1641 would mean that Windows Installer itself reboots); any other code throws, with the end
# of its log in the output.
function Resolve-MsiCode([int] $code, [string] $msi, [string] $log) {
    if ($code -eq 0) {
        return 0
    }
    if ($code -eq 3010 -or $code -eq 1641) {
        return 3010
    }
    if (Test-Path -LiteralPath $log) {
        foreach ($line in @(Select-MsiFailure @(Get-Content -LiteralPath $log))) {
            [Console]::Out.WriteLine($line)
        }
    }
    throw "Windows Installer ended with exit code $code on $msi"
}

function Install-Msi([string] $msi, [string] $properties, [string] $log) {
    return Resolve-MsiCode (Invoke-Msi $msi $properties $log) $msi $log
}

function Get-WindowsVersion {
    # Not Environment.OSVersion: from 8.1 on it tells programs without a manifest 6.2.
    $windows = Get-WmiObject -Class Win32_OperatingSystem
    return [Version] $windows.Version
}

function Get-InstalledProducts([string] $namePattern) {
    $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall',
        'HKLM:\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
    foreach ($key in $keys) {
        if (-not (Test-Path -LiteralPath $key)) {
            continue
        }
        foreach ($product in @(Get-ChildItem -LiteralPath $key)) {
            if ([string] $product.GetValue('DisplayName') -like $namePattern) {
                $product
            }
        }
    }
}

function Get-InstalledVersion([string] $namePattern) {
    foreach ($product in @(Get-InstalledProducts $namePattern)) {
        return [string] $product.GetValue('DisplayVersion')
    }
    return $null
}

function Uninstall-Product([string] $namePattern, [string] $log) {
    foreach ($product in @(Get-InstalledProducts $namePattern)) {
        $code = $product.PSChildName
        if ($code -notlike '{*}') {
            # Another installer's.
            continue
        }
        Write-Log "removing $($product.GetValue('DisplayName')) $($product.GetValue('DisplayVersion')), which the image has brought"
        $answer = Invoke-WhenIdle 'msiexec.exe' "/x $code /qn /norestart /l*v `"$log`"" @(1618)
        # ERROR_UNKNOWN_PRODUCT: only the entry was left.
        if ($answer -ne 1605) {
            $null = Resolve-MsiCode $answer $code $log
        }
    }
}

# REG_MULTI_SZ: "?:\pagefile.sys" is Windows' own choice; otherwise path, least and most MiB.
$MemoryKey = 'SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management'

function Get-PageFiles {
    $files = @((Get-Item -LiteralPath "HKLM:\$MemoryKey").GetValue('PagingFiles', @()))
    return , @($files | Where-Object { $_ })
}

function Set-PageFiles([string[]] $files) {
    $kind = [Microsoft.Win32.RegistryValueKind]::MultiString
    [Microsoft.Win32.Registry]::SetValue("HKEY_LOCAL_MACHINE\$MemoryKey", 'PagingFiles', $files, $kind)
}
