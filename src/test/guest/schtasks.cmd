@echo off
rem schtasks /create|/query|/delete /tn NAME: a task is a file with the arguments that made it.
if "%1"=="/create" goto create
if not exist C:\standin\tasks\%3 exit /b 1
if "%1"=="/delete" del C:\standin\tasks\%3
exit /b 0
:create
echo %*>C:\standin\tasks\%3
exit /b 0
