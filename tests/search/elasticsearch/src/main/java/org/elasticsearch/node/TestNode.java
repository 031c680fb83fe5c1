package org.elasticsearch.node;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.CorePlugins;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/** One real Elasticsearch node on loopback. Arguments: its folder, its HTTP port. */
public final class TestNode {
    private TestNode() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        LogConfigurator.configureESLogging();
        Settings settings = Settings.builder()
                .put("path.home", home.toString())
                .put("cluster.name", "molva-tests")
                .put("node.name", "molva-tests")
                .put("network.host", "127.0.0.1")
                .put("http.port", port)
                .put("transport.port", port + 100)
                .put("discovery.type", "single-node")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        Environment environment = new Environment(settings, home.resolve("config"));
        NodeServiceProvider provider = new NodeServiceProvider() {
            @Override
            PluginsService newPluginService(Environment ours, PluginsLoader loader) {
                return new CorePlugins(ours);
            }
        };
        Node node = new Node(NodeConstruction.prepareConstruction(
                environment, CorePlugins.noPlugins(), provider, true)) {};
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        new CountDownLatch(1).await();
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }
}
