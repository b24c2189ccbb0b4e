@echo off
rem Runs Casement from a portable package on Windows: bin\casement.cmd beside lib\casement.
rem Needs a JDK 25 or newer in JAVA_HOME or on PATH. Not tried on Windows yet.
setlocal
set "CASEMENT_JAVA=java"
if defined JAVA_HOME set "CASEMENT_JAVA=%JAVA_HOME%\bin\java"
"%CASEMENT_JAVA%" -XX:+UseSerialGC -Xmx128m --sun-misc-unsafe-memory-access=allow "-Dcasement.home=%~dp0..\lib\casement" -cp "%~dp0..\lib\casement\jars\*" dev.casement.cli.Main %*
exit /b %ERRORLEVEL%
