@echo off
rem schtasks /create|/query|/delete /tn NAME: a task is a file with the XML or the arguments that made it. /change takes one of Windows'
rem own, C:\Windows\System32\Tasks\NAME, and is only written down.
if "%4"=="/xml" goto xml
if "%1"=="/create" goto create
if "%1"=="/change" goto change
if not exist C:\standin\tasks\%3 exit /b 1
if "%1"=="/delete" del C:\standin\tasks\%3
exit /b 0
:create
echo %*>C:\standin\tasks\%3
exit /b 0
:xml
copy /y %5 C:\standin\tasks\%3 >nul
exit /b 0
:change
if not exist C:\windows\System32\Tasks\%3 exit /b 1
exit /b 0
