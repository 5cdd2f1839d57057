# Sourced by ./mvnw and ./coracle. `find_jdk` sets JDK to the home of a JDK of version 25 or newer, or says on standard
# error what to install and returns 1. Versions are read from the JDK's `release` file: starting each java found on the
# machine to ask it would cost more than the program that is about to run.

JDK_WANTED=25

# jdk_version HOME: sets VERSION to the feature number (17, 25, …), 0 when HOME is no JDK.
jdk_version() {
    VERSION=0
    [ -x "$1/bin/javac" ] || [ -x "$1/bin/javac.exe" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
                JAVA_VERSION=*)
                    VERSION=${line#JAVA_VERSION=}
                    VERSION=${VERSION#\"}
                    ;;
            esac
        done < "$1/release"
    else
        # "javac 25.0.1"; older than 9 prints on standard error and counts as nothing found.
        VERSION=$("$1/bin/javac" -version 2>/dev/null) || VERSION=0
        VERSION=${VERSION#javac }
    fi
    VERSION=${VERSION%%[!0-9]*}
    VERSION=${VERSION:-0}
}

# home_of_command COMMAND: sets HOME_OF to the directory above bin/ of the real file behind a command on the PATH.
home_of_command() {
    HOME_OF=
    file=$(command -v "$1" 2>/dev/null) || return 0
    hops=0
    while [ -L "$file" ] && [ "$hops" -lt 40 ]; do
        target=$(readlink "$file") || return 0
        case $target in
            /*) file=$target ;;
            *) file=${file%/*}/$target ;;
        esac
        hops=$((hops + 1))
    done
    case $file in
        */bin/*) HOME_OF=${file%/bin/*} ;;
    esac
}

# The first of JAVA_HOME, the CI variables and the PATH that is new enough wins: it is what the user chose. Elsewhere the
# oldest version that is new enough wins, so that an early-access build lying about is not picked by accident.
find_jdk() {
    JDK=
    for candidate in "${JAVA_HOME:-}" "${JDK_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}"; do
        [ -n "$candidate" ] || continue
        jdk_version "$candidate"
        if [ "$VERSION" -ge "$JDK_WANTED" ]; then JDK=$candidate; return 0; fi
    done
    for command in java javac; do
        home_of_command "$command"
        [ -n "$HOME_OF" ] || continue
        jdk_version "$HOME_OF"
        if [ "$VERSION" -ge "$JDK_WANTED" ]; then JDK=$HOME_OF; return 0; fi
    done
    best=0
    for candidate in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk* /usr/local/jdk* /usr/local/lib/jvm/* \
        /opt/* /opt/java/* /opt/jdk/* /opt/jvm/* /opt/jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
        ${HOME:+"$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* "$HOME"/.jenv/versions/* \
            "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jabba/jdk/* \
            "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home} \
        /c/Program\ Files/*/jdk* /c/Program\ Files/*/*/jdk*
    do
        [ -d "$candidate" ] || continue
        jdk_version "$candidate"
        if [ "$VERSION" -ge "$JDK_WANTED" ] && { [ "$best" -eq 0 ] || [ "$VERSION" -lt "$best" ]; }; then
            best=$VERSION
            JDK=$candidate
        fi
    done
    [ -n "$JDK" ] && return 0
    {
        echo "coracle: no JDK $JDK_WANTED or newer was found (looked at JAVA_HOME, PATH and the usual install places)."
        case $(uname -s) in
            Darwin) echo "Install one, for example:  brew install openjdk" ;;
            *) echo "Install one, for example:  apt install openjdk-$JDK_WANTED-jdk-headless   or a build from https://adoptium.net" ;;
        esac
        echo "If it lives in an unusual place, set JAVA_HOME to it."
    } >&2
    return 1
}
