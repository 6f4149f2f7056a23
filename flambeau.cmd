@echo off
rem The launcher: builds when needed (a line on stderr), then runs the program; stdout is the program's own.
rem   flambeau [command ...]       --help lists the commands
rem   flambeau --build-only        builds and stops
rem   FLAMBEAU_JAVA_OPTS           more options for the JVM
setlocal
set "root=%~dp0"
set "quick=%root%flambeau-examples\target\quick"

rem A JDK 25 or later: JAVA_HOME, then the java on the PATH, then the usual folder.
set "jdk="
if defined JAVA_HOME call :accept "%JAVA_HOME%"
if not defined jdk for /f "delims=" %%j in ('where java 2^>nul') do if not defined jdk call :accept "%%~dpj.."
if not defined jdk for /d %%j in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*" "%USERPROFILE%\.jdks\*") do if not defined jdk call :accept "%%~j"
if not defined jdk (
    echo flambeau: JDK 25 or later is needed: install one ^(for example Eclipse Temurin 25^) and set JAVA_HOME to it. 1>&2
    exit /b 1
)

rem Built and no source newer than the build?
set "fresh="
if not "%~1"=="--build-only" if exist "%quick%\classpath.txt" (
    powershell -NoProfile -Command "$t = (Get-Item '%quick%\classpath.txt').LastWriteTimeUtc; $s = @(Get-Item '%root%pom.xml', '%root%flambeau-*\pom.xml') + @(Get-ChildItem -Recurse '%root%flambeau-*\src\main'); exit [int]($null -ne ($s | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1))"
    if not errorlevel 1 set "fresh=1"
)
if not defined fresh (
    call :build
    if errorlevel 1 exit /b 1
)
if "%~1"=="--build-only" exit /b 0

rem An argument file, because a class path can be longer than a command line; in it a backslash is written twice.
setlocal enabledelayedexpansion
set /p classpath=<"%quick%\classpath.txt"
set "classpath=%quick%\classes;!classpath!"
set "classpath=!classpath:\=\\!"
>"%quick%\java.args" echo -cp "!classpath!"
endlocal
"%jdk%\bin\java.exe" --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector %FLAMBEAU_JAVA_OPTS% "@%quick%\java.args" dev.flambeau.examples.Main %*
exit /b %errorlevel%

:accept
if not exist "%~1\bin\javac.exe" exit /b 0
findstr /r /c:"^JAVA_VERSION=\"2[5-9]" /c:"^JAVA_VERSION=\"[3-9][0-9]" "%~1\release" >nul 2>nul && set "jdk=%~f1"
exit /b 0

:build
where mvn >nul 2>nul || (
    echo flambeau: Maven 3.8 or later is needed for the first run: install it. 1>&2
    exit /b 1
)
echo flambeau: building ... 1>&2
setlocal
set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -q -Dstyle.color=never -Dquick process-classes 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
    echo flambeau: the build failed. 1>&2
    exit /b 1
)
exit /b 0
