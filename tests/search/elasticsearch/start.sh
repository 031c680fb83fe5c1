#!/bin/sh
# Run a real Elasticsearch on 127.0.0.1 in the foreground: start.sh FOLDER [PORT]
# FOLDER keeps its data. The first run builds it (Maven, JDK 17) and takes about a minute.
# ELASTICSEARCH_VERSION takes another version: 9.2.2 runs too, with JDK 21 or newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
port=${2:-9200}
version=${ELASTICSEARCH_VERSION:-8.19.0}
target=$here/target${ELASTICSEARCH_VERSION:+-$version}
if [ ! -d "$target/classes" ]; then
    mvn -q -B -f "$here/pom.xml" -Delasticsearch.version="$version" -Dfolder="$target" \
        dependency:copy-dependencies -DoutputDirectory="$target/jars" compile
fi
mkdir -p "$folder/config" "$folder/logs"
exec java -Xms1g -Xmx1g -Des.path.home="$folder" -Dlog4j2.disable.jmx=true \
    --add-opens=java.base/java.io=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
    -cp "$target/classes:$target/jars/*" \
    org.elasticsearch.node.TestNode "$folder" "$port"
