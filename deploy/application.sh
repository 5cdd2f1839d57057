#!/bin/sh
# Copies what the server runs from a build (./mvnw -P app -pl cli -am package) to a folder: the jars in the form that starts fastest,
# without those that only read PDF files, and the options for Java.
#   deploy/application.sh FOLDER
set -eu
: "${1:?usage: application.sh FOLDER}"
here=$(CDPATH= cd -P -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
. "$root/.mvn/find-jdk.sh"
find_jdk || exit 1
built=$root/cli/target
mkdir -p "$1"
"$JDK/bin/java" -XX:TieredStopAtLevel=1 -cp "$built/coracle-cli.jar" io.coracle.cli.startup.FastStartJars "$built" "$1"
rm -f "$1"/lib/pdfbox-*.jar "$1"/lib/fontbox-*.jar
cp "$here/java.options" "$here/record.options" "$1/"
