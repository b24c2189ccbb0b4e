# What Windows PowerShell has on Windows, and PowerShell 7 under Wine has not. Dot-sourced before each -Command of the
# stand-in Windows. C:\standin\prelude.d\*.ps1, which a test may add, come last.

# Wine 8 answers the wildcards with which .NET 10 looks along PATH with nothing.
$ExecutionContext.InvokeCommand.CommandNotFoundAction = {
    param($name, $found)
    if ($name -match '[\\/*?]' -or $name -like 'get-*') {
        return
    }
    foreach ($directory in $env:PATH.Split(';')) {
        foreach ($extension in '', '.exe', '.cmd', '.bat') {
            $file = "$directory\$name$extension"
            if ($directory -and [IO.File]::Exists($file)) {
                $found.Command = $ExecutionContext.InvokeCommand.GetCommand($file, 'Application')
                $found.StopSearch = $true
                return
            }
        }
    }
}

function Get-WmiObject([string] $Class) {
    switch ($Class) {
        'Win32_OperatingSystem' { return New-Object psobject -Property @{ Version = $env:STANDIN_WINDOWS } }
        # The one of this session, which the first boot has had: Learn, "Win32_PageFileUsage class".
        'Win32_PageFileUsage' { return New-Object psobject -Property @{ Name = 'C:\pagefile.sys' } }
        'SoftwareLicensingService' { return New-Object psobject -Property @{ RemainingWindowsReArmCount = 3 } }
    }
    throw "the stand-in has no $Class"
}

# Wine's service manager refuses the information level that Set-Service uses.
function Set-Service([string] $Name, [string] $StartupType) {
    $start = @{ 'Automatic' = 2; 'Manual' = 3; 'Disabled' = 4 }[$StartupType]
    Set-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$Name" -Name 'Start' -Value $start -Type DWord
}

# SM_SHUTTINGDOWN, which Wine never says: a shutdown's time has come. The alias is preferred to the guest's own function.
function Test-StandInShuttingDown {
    $file = 'C:\standin\shutdown.txt'
    if (-not [IO.File]::Exists($file)) {
        return $false
    }
    $at = [long] [IO.File]::ReadAllText($file).Split(' ')[1]
    return [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds() -ge $at
}
Set-Alias Test-ShuttingDown Test-StandInShuttingDown

# Wine lets every account log on with any password: C:\standin\logon.txt has the number of the error that Windows has.
function Get-StandInLogonError {
    if ([IO.File]::Exists('C:\standin\logon.txt')) {
        return [int] [IO.File]::ReadAllText('C:\standin\logon.txt')
    }
    return 0
}
Set-Alias Get-LogonError Get-StandInLogonError

# Wine has no directory services, and keeps no passwords: the digest of the account's is in C:\standin\account.txt, by which
# Winlogon logs it on. Learn, "IADsUser::ChangePassword", "IADsUser::SetPassword".
function Write-StandInPassword([string] $password) {
    $digest = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($password))
    [IO.File]::WriteAllText('C:\standin\account.txt', [Convert]::ToHexString($digest))
}
Update-TypeData -TypeName System.DirectoryServices.DirectoryEntry -MemberName ChangePassword -MemberType ScriptMethod -Force -Value {
    param([string] $old, [string] $new)
    Write-StandInPassword $new
}
Update-TypeData -TypeName System.DirectoryServices.DirectoryEntry -MemberName SetPassword -MemberType ScriptMethod -Force -Value {
    param([string] $new)
    Write-StandInPassword $new
}

# Wine gives the processor time of whoever asks: a process computes whose number stands in C:\standin\busy.txt.
function Get-StandInProcessorTime($process) {
    $file = 'C:\standin\busy.txt'
    if ([IO.File]::Exists($file) -and [IO.File]::ReadAllLines($file) -contains $process.Id) {
        return ([DateTime]::UtcNow - [IO.File]::GetCreationTimeUtc($file)).TotalSeconds
    }
    return 0.0
}
Set-Alias Get-ProcessorTime Get-StandInProcessorTime

# A catalogue of the stand-in's driver medium is a text file: the signature's status and its signer's certificate.
function Get-AuthenticodeSignature([string] $FilePath) {
    $status, $certificate = [IO.File]::ReadAllLines($FilePath)
    $signature = New-Object psobject -Property @{ Path = $FilePath; Status = $status; SignerCertificate = $null }
    if ($certificate) {
        $bytes = [Convert]::FromBase64String([string]::Join('', $certificate))
        $signature.SignerCertificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 @(, $bytes)
    }
    return $signature
}

if ([Version] $env:STANDIN_WINDOWS -ge [Version] '6.2') {
    function Optimize-Volume([string] $DriveLetter, [switch] $ReTrim) { }
}

# Store apps: C:\standin\apps.txt has one a line, FULL NAME <tab> what else is true of it: provisioned, framework, system.
if ([IO.File]::Exists('C:\standin\apps.txt')) {
    function Read-StandInApp {
        foreach ($line in [IO.File]::ReadAllLines('C:\standin\apps.txt')) {
            $fullName, $traits = $line.Split("`t")
            $place = 'C:\Program Files\WindowsApps'
            if ("$traits" -match 'system') {
                $place = "$env:WINDIR\SystemApps"
            }
            New-Object psobject -Property @{
                Name = $fullName.Split('_')[0]; PackageFullName = $fullName; DisplayName = $fullName.Split('_')[0]
                IsFramework = "$traits" -match 'framework'; NonRemovable = $false; IsResourcePackage = $false
                SignatureKind = 'Store'; InstallLocation = "$place\$fullName"
                PackageUserInformation = @('S-1-5-21-1-1-1-500 [Administrator]: Installed'); Traits = "$traits"
            }
        }
    }

    function Get-AppxPackage([switch] $AllUsers) {
        return @(Read-StandInApp)
    }

    function Get-AppxProvisionedPackage([switch] $Online) {
        return @(Read-StandInApp | Where-Object { $_.Traits -match 'provisioned' })
    }

    function Remove-AppxPackage {
        [CmdletBinding()]
        param([string] $Package, [switch] $AllUsers)
        [IO.File]::AppendAllText('C:\standin\calls.log', "Remove-AppxPackage $Package`n")
        $kept = @([IO.File]::ReadAllLines('C:\standin\apps.txt') | Where-Object { $_.Split("`t")[0] -ne $Package })
        [IO.File]::WriteAllLines('C:\standin\apps.txt', [string[]] $kept)
    }
}

# The free space is the host's disk's, which no test may fill: 192 MiB, less what filling it has taken.
function New-StandInDrive {
    $drive = New-Object psobject
    $drive | Add-Member ScriptProperty AvailableFreeSpace {
        $zeros = [IO.FileInfo] 'C:\casement-zeros.tmp'
        if ($zeros.Exists) {
            return 201326592 - $zeros.Length
        }
        return 201326592
    }
    return $drive
}

function New-Object {
    [CmdletBinding(DefaultParameterSetName = 'Net')]
    param(
        [Parameter(ParameterSetName = 'Com', Mandatory = $true)] [string] $ComObject,
        [Parameter(ParameterSetName = 'Net', Position = 0)] [string] $TypeName,
        [Parameter(ParameterSetName = 'Net', Position = 1)] [object[]] $ArgumentList,
        [System.Collections.IDictionary] $Property
    )
    if ($TypeName -eq 'System.IO.DriveInfo') {
        return New-StandInDrive
    }
    if (-not $ComObject) {
        return Microsoft.PowerShell.Utility\New-Object @PSBoundParameters
    }
    if ($ComObject -notlike 'Microsoft.Update.*') {
        throw "the stand-in has no $ComObject"
    }
    return , (New-UpdateAgentObject $ComObject)
}

. 'C:\standin\windows-update.ps1'
foreach ($more in [IO.Directory]::GetFiles('C:\standin\prelude.d')) {
    . $more
}
