@echo off
rem sysprep that succeeds: what Windows leaves then (docs/windows-facts.md).
reg add HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State /v ImageState /d IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE /f >nul
echo.>C:\windows\system32\sysprep\Sysprep_succeeded.tag
exit /b 0
