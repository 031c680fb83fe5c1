#!/bin/sh
# Run a real Elasticsearch on 127.0.0.1 in the foreground: start.sh FOLDER [PORT]
# FOLDER keeps its data. The first run builds it (Maven, JDK 17) and takes about a minute.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
port=${2:-9200}
if [ ! -d "$here/target/classes" ]; then
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory=target/jars compile
fi
mkdir -p "$folder/config" "$folder/logs"
exec java -Xms1g -Xmx1g -Des.path.home="$folder" -Dlog4j2.disable.jmx=true \
    --add-opens=java.base/java.io=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
    -cp "$here/target/classes:$here/target/jars/*" \
    org.elasticsearch.node.TestNode "$folder" "$port"
