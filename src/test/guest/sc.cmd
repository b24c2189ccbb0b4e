@echo off
rem sc config NAME start= auto|delayed-auto|demand|disabled, which Wine's sc does not know.
set "KEY=HKLM\SYSTEM\CurrentControlSet\Services\%2"
if "%4"=="auto" set "START=2"
if "%4"=="delayed-auto" set "START=2"
if "%4"=="demand" set "START=3"
if "%4"=="disabled" set "START=4"
reg add %KEY% /v Start /t REG_DWORD /d %START% /f >nul
if "%4"=="delayed-auto" reg add %KEY% /v DelayedAutostart /t REG_DWORD /d 1 /f >nul
exit /b 0
