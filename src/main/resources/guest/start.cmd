@echo off
rem Contract: finds the setup medium and starts its runner; the one program that the answer file's
rem first logon and, after a reboot, the Run key call.
rem
rem   Changes     nothing by itself.
rem   Parameters  none. On the medium it takes its own drive; its copy in %ProgramData%\Casement
rem               looks for the medium anew, since drive letters change from boot to boot, and hands
rem               over to the original there.
rem   Exit code   0: the runner has the machine in its hands; 1: the machine powers off in a minute.
rem
rem Never waits for a key. Without a medium, or when the runner breaks, it says so on COM1 and powers the
rem machine off without a sign-off, so that the build fails at once and not when its time has run out.
setlocal
set "MEDIA="
if exist "%~dp0run.ps1" if exist "%~dp0job.xml" set "MEDIA=%~d0"
set "TRIES=0"

if defined MEDIA goto run

:search
for %%d in (A C D E F G H I J K L M N O P Q R S T U V W X Y Z B) do (
    if not defined MEDIA if exist "%%d:\casement\run.ps1" if exist "%%d:\casement\job.xml" set "MEDIA=%%d:"
)
if defined MEDIA goto original
set /a TRIES+=1
if %TRIES% geq 60 goto missing
rem Five seconds, without the standard input that timeout.exe insists on.
ping.exe -n 6 127.0.0.1 >nul
goto search

:original
rem Not with call: cmd.exe comes back to a file to read its next line, and the runner removes the copy.
"%MEDIA%\casement\start.cmd"

:missing
set "WHY=no drive holds the setup medium"
echo Casement: %WHY%, powering off
echo Casement: %WHY%, powering off>>COM1
shutdown.exe /s /f /t 60
exit /b 1

rem Not with -File: PowerShell 2.0 would exit with 0 on a broken script. In one block, which cmd.exe has read to its
rem end before it begins: by the end the medium may have another letter.
:run
(
    powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "try { & '%MEDIA%\casement\run.ps1' -Media '%MEDIA%' } catch { Write-Host ($_ | Out-String); try { $p = New-Object System.IO.Ports.SerialPort 'COM1'; $p.Open(); $p.WriteLine('Casement: ' + ($_.Exception.Message -replace '\s+', ' ')); $p.Close() } catch { }; exit 1 }; exit $LASTEXITCODE"
    if errorlevel 0 if not errorlevel 1 exit /b 0
    echo Casement: the runner ended early, powering off
    echo Casement: the runner ended early, powering off>>COM1
    shutdown.exe /s /f /t 60
    exit /b 1
)
