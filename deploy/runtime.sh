#!/bin/sh
# Makes a Java runtime with the modules that the server uses, for the system this runs on (glibc or musl).
#   deploy/runtime.sh FOLDER
set -eu
: "${1:?usage: runtime.sh FOLDER}"
here=$(CDPATH= cd -P -- "$(dirname -- "$0")" && pwd)
. "$(dirname -- "$here")/.mvn/find-jdk.sh"
find_jdk || exit 1
# java.management and jdk.management for metrics, java.net.http to send traces, jdk.unsupported for Lucene and the queue of Micrometer's
# histograms, java.xml for jsoup.
modules=java.base,java.logging,java.management,java.net.http,java.xml,jdk.management,jdk.unsupported
rm -rf "$1"
"$JDK/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 --output "$1"
# What jlink leaves of the symbols that only debuggers read.
if command -v strip > /dev/null; then
    find "$1/lib" -name '*.so' -exec strip --strip-unneeded {} +
fi
