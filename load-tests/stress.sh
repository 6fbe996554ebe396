#!/usr/bin/env bash
# Runs the lock-free parts under jcstress (github.com/openjdk/jcstress): minutes, so not a part of the build.
#   load-tests/stress.sh [options of jcstress, such as -m quick]
# Needs JAVA_HOME, a JDK 25. Ends with 1 if a forbidden outcome was seen.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
: "${JAVA_HOME:?point JAVA_HOME to a JDK 25}"
work=load-tests/target/stress

mkdir -p "$work/lib" "$work/classes"
mvn -q -B -pl metadata-streams -am compile -Dcheckstyle.skip -Dspotless.check.skip
for artifact in org.openjdk.jcstress:jcstress-core:0.16 net.sf.jopt-simple:jopt-simple:5.0.4 \
    net.java.dev.jna:jna:5.8.0 net.java.dev.jna:jna-platform:5.8.0; do
  mvn -q -B -N dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib"
done
libraries=$(printf '%s:' "$work"/lib/*.jar)
find metadata-streams/src/test/stress -name '*.java' >"$work/sources"
"$JAVA_HOME/bin/javac" -d "$work/classes" -cp "metadata-streams/target/classes:$libraries" \
  -processorpath "$libraries" "@$work/sources"
cd "$work"
exec "$JAVA_HOME/bin/java" -cp "classes:../../../metadata-streams/target/classes:$(printf '%s:' lib/*.jar)" \
  org.openjdk.jcstress.Main "$@"
