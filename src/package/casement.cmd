@echo off
rem Runs Casement from a portable package on Windows: bin\casement.cmd beside lib\casement.
rem Needs a JDK 25 or newer in JAVA_HOME or on PATH. Tried with Wine's cmd (src/verify/launchers), not on Windows yet.
setlocal
set "CASEMENT_JAVA="
if defined JAVA_HOME call :consider "%JAVA_HOME%\bin\java.exe"
if not defined CASEMENT_JAVA for %%j in (java.exe) do call :consider "%%~$PATH:j"
if not defined CASEMENT_JAVA goto missing
"%CASEMENT_JAVA%" -XX:+UseSerialGC -Xmx128m --sun-misc-unsafe-memory-access=allow "-Dcasement.home=%~dp0..\lib\casement" -cp "%~dp0..\lib\casement\jars\*" dev.casement.cli.Main %*
exit /b %ERRORLEVEL%

rem Sets CASEMENT_JAVA to this java.exe if it is new enough: an older one stops at options that it does not know. The version
rem is in the file release of its JDK; a java.exe that only leads to one, as installers put on PATH, is asked.
:consider
if not exist "%~1" exit /b
set "CASEMENT_VERSION="
if exist "%~dp1..\release" for /f "usebackq tokens=1,2 delims==" %%a in ("%~dp1..\release") do if "%%a"=="JAVA_VERSION" set "CASEMENT_VERSION=%%~b"
if not defined CASEMENT_VERSION for /f "tokens=3" %%v in ('call "%~1" -version 2^>^&1') do if not defined CASEMENT_VERSION set "CASEMENT_VERSION=%%~v"
set "CASEMENT_MAJOR="
for /f "tokens=1 delims=.-+" %%m in ("%CASEMENT_VERSION%") do set "CASEMENT_MAJOR=%%m"
if not defined CASEMENT_MAJOR exit /b
if %CASEMENT_MAJOR% GEQ 25 set "CASEMENT_JAVA=%~1"
exit /b

:missing
>&2 echo error: Casement needs a JDK 25 or newer, and there is none in JAVA_HOME or on PATH
>&2 echo   next: install one, from https://adoptium.net/temurin/releases/?version=25 for example
>&2 echo         or set JAVA_HOME to where you have one
exit /b 4
