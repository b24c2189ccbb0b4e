# Contract: functions that look for what a build may leave behind in Windows, and take away the
# password that no registry value shows; loaded by clean-up.ps1 and sign-off.ps1.
#
#   Remove-CachedAnswerFiles  deletes the answer files that Setup has cached.
#   Remove-LogonSecret        deletes the secret in which LSA may hold AutoLogon's password, and
#                             throws when it is still there.
#   Clear-RegistryBackup      empties RegBack, where Windows may have copies of the registry.
#   Remove-SshHostKeys    deletes the keys by which clients would take all clones for one host.
#   Remove-Contents           deletes what is in a directory, as far as nobody has it open.
#   Find-Password             files that hold a password in any of the forms it is written in.
#   Find-Leftovers            what of AutoLogon and its password is still there, a line each.
#   Exit codes                none: they throw when Windows refuses.

. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')

$AnswerFilePlaces = 'Panther\unattend.xml', 'Panther\unattend-original.xml', 'Panther\autounattend.xml',
    'Panther\Unattend\unattend.xml', 'Panther\Unattend\autounattend.xml',
    'System32\Sysprep\unattend.xml', 'System32\Sysprep\Panther\unattend.xml'
$SearchedAtOnce = 4 * 1048576

# Microsoft, "Protecting the Automatic Logon Password": the secret's name is DefaultPassword, and
# LsaStorePrivateData without data deletes it. C# 2.0, which is what PowerShell 2.0 compiles.
$LsaSource = @'
using System;
using System.Runtime.InteropServices;

public static class CasementLsa
{
    private const uint GetPrivateInformation = 0x4;
    private const uint CreateSecret = 0x20;
    private const uint NotFound = 0xC0000034;

    [StructLayout(LayoutKind.Sequential)]
    private struct Text
    {
        public ushort Length;
        public ushort MaximumLength;
        public IntPtr Buffer;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public int Length;
        public IntPtr Root;
        public IntPtr Name;
        public uint Flags;
        public IntPtr Descriptor;
        public IntPtr Quality;
    }

    [DllImport("advapi32.dll")]
    private static extern uint LsaOpenPolicy(IntPtr system, ref Attributes attributes, uint access, out IntPtr policy);

    [DllImport("advapi32.dll")]
    private static extern uint LsaStorePrivateData(IntPtr policy, ref Text name, IntPtr data);

    [DllImport("advapi32.dll")]
    private static extern uint LsaRetrievePrivateData(IntPtr policy, ref Text name, out IntPtr data);

    [DllImport("advapi32.dll")]
    private static extern uint LsaFreeMemory(IntPtr data);

    [DllImport("advapi32.dll")]
    private static extern uint LsaClose(IntPtr policy);

    public static void Remove(string secret)
    {
        Ask(secret, true);
    }

    public static bool Exists(string secret)
    {
        return Ask(secret, false);
    }

    private static bool Ask(string secret, bool remove)
    {
        Attributes attributes = new Attributes();
        attributes.Length = Marshal.SizeOf(typeof(Attributes));
        IntPtr policy;
        uint access = remove ? CreateSecret : GetPrivateInformation;
        Require(LsaOpenPolicy(IntPtr.Zero, ref attributes, access, out policy), "LsaOpenPolicy");
        Text name = new Text();
        name.Buffer = Marshal.StringToHGlobalUni(secret);
        name.Length = (ushort)(secret.Length * 2);
        name.MaximumLength = (ushort)(secret.Length * 2 + 2);
        try
        {
            IntPtr data = IntPtr.Zero;
            uint status = remove
                ? LsaStorePrivateData(policy, ref name, IntPtr.Zero)
                : LsaRetrievePrivateData(policy, ref name, out data);
            if (data != IntPtr.Zero)
            {
                LsaFreeMemory(data);
            }
            if (status == NotFound)
            {
                return false;
            }
            Require(status, remove ? "LsaStorePrivateData" : "LsaRetrievePrivateData");
            return true;
        }
        finally
        {
            Marshal.FreeHGlobal(name.Buffer);
            LsaClose(policy);
        }
    }

    private static void Require(uint status, string function)
    {
        if (status != 0)
        {
            throw new InvalidOperationException(function + " answered 0x" + status.ToString("x8"));
        }
    }
}
'@

function Remove-CachedAnswerFiles {
    $files = @($AnswerFilePlaces | ForEach-Object { Join-Path $env:WINDIR $_ })
    foreach ($file in $files + "$env:SystemDrive\Autounattend.xml") {
        if (Test-Path -LiteralPath $file) {
            Remove-Item -LiteralPath $file -Force
            [Console]::Out.WriteLine("deleted $file")
        }
    }
}

function Remove-LogonSecret {
    Add-Type -TypeDefinition $LsaSource
    [CasementLsa]::Remove('DefaultPassword')
    if ([CasementLsa]::Exists('DefaultPassword')) {
        throw 'LSA still holds a secret DefaultPassword'
    }
}

# OpenSSH's server makes those that are missing when it starts (Win32-OpenSSH issue 1226).
$SshHostKeys = "$env:ProgramData\ssh\ssh_host_*"

function Remove-SshHostKeys {
    if (Test-Path -Path $SshHostKeys) {
        $why = Stop-WindowsService 'sshd'
        if ($why) {
            [Console]::Out.WriteLine($why)
        }
        Remove-Item -Path $SshHostKeys -Force
        [Console]::Out.WriteLine("deleted $SshHostKeys")
    }
}

# 7 to 10 1709 and Server 2016 copy the registry there from time to time, Winlogon's DefaultPassword with it
# (Microsoft, "The system registry is no longer backed up to the RegBack folder").
function Clear-RegistryBackup {
    $directory = "$env:WINDIR\System32\config\RegBack"
    if (Test-Path -LiteralPath $directory) {
        foreach ($file in @(Get-ChildItem -LiteralPath $directory -Force)) {
            Remove-Item -LiteralPath $file.FullName -Recurse -Force
            [Console]::Out.WriteLine("deleted $($file.FullName)")
        }
    }
}

function Remove-Contents([string] $directory) {
    if (Test-Path -LiteralPath $directory) {
        Remove-Item -Path "$directory\*" -Recurse -Force -ErrorAction SilentlyContinue
    }
}

# As it is; as it stands in XML; as answer files with PlainText=false have it: Base64 of UTF-16, the
# end of which depends on the element's name behind it.
function Get-PasswordForms([string] $password) {
    $bytes = [System.Text.Encoding]::Unicode.GetBytes($password)
    $base64 = [System.Convert]::ToBase64String($bytes)
    $whole = [int] [Math]::Floor([double] $bytes.Length / 3) * 4
    return @($password, [System.Security.SecurityElement]::Escape($password), $base64.Substring(0, $whole))
}

# Piece by piece, each beginning with the end of the one before it: a text may lie across two.
function Test-FileHolds([string] $file, [string[]] $texts) {
    $longest = 0
    foreach ($text in $texts) {
        $longest = [Math]::Max($longest, 2 * $text.Length)
    }
    $open = [System.IO.FileMode]::Open
    $read = [System.IO.FileAccess]::Read
    $shared = [System.IO.FileShare]::ReadWrite
    $latin = [System.Text.Encoding]::GetEncoding(28591)
    $narrow = @($texts)
    $wide = @($texts | ForEach-Object { $latin.GetString([System.Text.Encoding]::Unicode.GetBytes($_)) })
    $stream = New-Object System.IO.FileStream $file, $open, $read, $shared
    try {
        $bytes = New-Object byte[] ([Math]::Min($stream.Length, $SearchedAtOnce))
        $kept = ''
        while (($count = $stream.Read($bytes, 0, $bytes.Length)) -gt 0) {
            $piece = $kept + $latin.GetString($bytes, 0, $count)
            foreach ($text in $narrow + $wide) {
                if ($piece.Contains($text)) {
                    return $true
                }
            }
            $kept = $piece.Substring([Math]::Max(0, $piece.Length - $longest))
        }
    }
    finally {
        $stream.Close()
    }
    return $false
}

function Find-Password([string] $password) {
    $texts = @(Get-PasswordForms $password)
    $places = "$env:WINDIR\Panther", "$env:WINDIR\System32\Sysprep", "$env:WINDIR\Temp",
        "$env:WINDIR\Setup\Scripts", $env:TEMP, $CasementHome
    foreach ($place in @($places | Where-Object { Test-Path -LiteralPath $_ })) {
        foreach ($file in @(Get-ChildItem -LiteralPath $place -Recurse -Force -ErrorAction SilentlyContinue)) {
            if ($file.PSIsContainer -or $file.Length -eq 0) {
                continue
            }
            try {
                if (Test-FileHolds $file.FullName $texts) {
                    "the build's password is in $($file.FullName)"
                }
            }
            catch {
                Write-Log "warning: not searched for the build's password: $($file.FullName): $($_.Exception.Message)"
            }
        }
    }
}

function Test-PasswordInAnswerFile([string] $file) {
    $document = New-Object System.Xml.XmlDocument
    $document.Load($file)
    foreach ($name in 'Password', 'AdministratorPassword') {
        foreach ($element in @($document.GetElementsByTagName($name))) {
            $text = $element.InnerText.Trim()
            $value = @($element.GetElementsByTagName('Value'))
            if ($value.Length -gt 0) {
                $text = $value[0].InnerText.Trim()
            }
            # What Setup itself puts in a password's place.
            if ($text -ne '' -and $text -notlike '`*SENSITIVE`*DATA`*DELETED`**') {
                return $true
            }
        }
    }
    return $false
}

function Find-Leftovers {
    if ((Get-RegistryValue $WinlogonKey 'AutoAdminLogon') -eq '1') {
        'AutoLogon is on'
    }
    foreach ($name in 'DefaultPassword', 'AutoLogonCount') {
        if ($null -ne (Get-RegistryValue $WinlogonKey $name)) {
            "Winlogon has a $name"
        }
    }
    if (Test-BuildLogon) {
        "$CasementKey has the password"
    }
    if ($null -ne (Get-RegistryValue $RunKey 'Casement')) {
        'the Run key starts Casement'
    }
    $null = & cmd.exe /d /c 'schtasks.exe /query /tn Casement >nul 2>&1'
    if ($LASTEXITCODE -eq 0) {
        'the task Casement is there'
    }
    foreach ($key in @(Get-ChildItem -Path $SshHostKeys -ErrorAction SilentlyContinue)) {
        "there is a host key of OpenSSH in $($key.FullName)"
    }
    foreach ($place in $AnswerFilePlaces) {
        $file = Join-Path $env:WINDIR $place
        if ((Test-Path -LiteralPath $file) -and (Test-PasswordInAnswerFile $file)) {
            "there is a password in $file"
        }
    }
}
