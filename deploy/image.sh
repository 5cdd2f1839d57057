#!/bin/sh
# Makes a folder that runs the server and needs no Java on the machine: runtime, jars, class cache and bin/coracle-server.
#   deploy/image.sh [FOLDER]          deploy/target/coracle without it
# The folder may be copied to machines like this one, to the same place: the class cache holds only there (the server runs without it too).
set -eu
here=$(CDPATH= cd -P -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
out=${1:-$here/target/coracle}
if [ -z "${CORACLE_BUILT:-}" ]; then
    "$root/mvnw" -q -f "$root/pom.xml" -P app -pl cli -am package
fi
rm -rf "$out"
mkdir -p "$out/bin"
"$here/runtime.sh" "$out/runtime"
"$here/application.sh" "$out"
cat > "$out/bin/coracle-server" <<'END'
#!/bin/sh
# Runs the server; flags as those of `coracle serve`.
home=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
exec "$home/runtime/bin/java" @"$home/java.options" -XX:AOTCache="$home/serve.aot" -jar "$home/coracle-cli.jar" serve "$@"
END
chmod +x "$out/bin/coracle-server"
"$here/record.sh" "$out/runtime/bin/java" "$out"
du -sm "$out/runtime" "$out/lib" "$out/serve.aot" "$out"
