# Contract: gives the space that no file uses back to the virtual disk, or fills it with zeros.
#
#   Parameters  none
#   Changes     nothing that a file holds; while it fills, a file casement-zeros.tmp takes the space
#   Says        disk.freeSpace=trimmed or zeroed
#   Exit codes  0 done; 1 the file of zeros could not be removed
param()

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$LeftFree = 128 * 1048576

# From 8 on. A disk or a driver that cannot take blocks back is an error there.
function Invoke-Trim {
    if (-not (Get-Command -Name 'Optimize-Volume' -ErrorAction SilentlyContinue)) {
        return $false
    }
    try {
        Optimize-Volume -DriveLetter $env:SystemDrive.Substring(0, 1) -ReTrim -ErrorAction Stop
        return $true
    }
    catch {
        Write-Log "Windows cannot trim this disk: $($_.Exception.Message)"
        return $false
    }
}

# The host takes blocks of zeros for holes.
function Write-Zeros {
    $file = "$env:SystemDrive\casement-zeros.tmp"
    $drive = New-Object System.IO.DriveInfo $env:SystemDrive
    $all = $drive.AvailableFreeSpace
    $block = New-Object byte[] 4194304
    $stream = [System.IO.File]::Create($file)
    try {
        $count = 0
        while ($drive.AvailableFreeSpace -gt $LeftFree) {
            $stream.Write($block, 0, $block.Length)
            $count++
            if ($count % 256 -eq 0) {
                $percent = [Math]::Min(99, [Math]::Floor([double] 100 * $stream.Length / $all))
                Write-StepProgress $percent "$($count / 256) GiB of zeros"
            }
        }
        $stream.Flush()
    }
    finally {
        $stream.Close()
        Remove-Item -LiteralPath $file -Force
    }
}

if (Invoke-Trim) {
    Write-Fact 'disk.freeSpace' 'trimmed'
    exit 0
}
Write-Zeros
Write-Fact 'disk.freeSpace' 'zeroed'
exit 0
