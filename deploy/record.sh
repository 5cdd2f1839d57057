#!/bin/sh
# Records the classes of the server, so that it starts fast: runs it once under the JVM's recorder. To be run with the very files, at the
# very places, that the server will run with.
#   deploy/record.sh JAVA FOLDER      FOLDER from application.sh
set -eu
: "${2:?usage: record.sh JAVA FOLDER}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
CORACLE_HOME=$scratch timeout 120 "$1" @"$2/java.options" @"$2/record.options" -XX:AOTCacheOutput="$2/serve.aot" -jar "$2/coracle-cli.jar" warm-up serve > "$scratch/log" 2>&1 \
    || { cat "$scratch/log" >&2; exit 1; }
