package org.elasticsearch.plugins;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.Build;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/** The one plugin that a node cannot serve HTTP without, taken from the class path. */
public final class CorePlugins extends PluginsService {
    private final LoadedPlugin netty;

    public CorePlugins(Environment environment) {
        super(environment.settings(), environment.configDir(), noPlugins());
        Settings settings = environment.settings();
        Plugin plugin = loadPlugin(Netty4Plugin.class, settings, environment.configDir());
        netty = new LoadedPlugin(describe(), plugin, CorePlugins.class.getClassLoader());
    }

    /** What the node is given instead of the folders of modules and plugins that it has not. */
    public static PluginsLoader noPlugins() {
        return PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false);
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        // The constructor above calls this before the field is set.
        return netty == null ? List.of() : List.of(netty);
    }

    private static PluginDescriptor describe() {
        String version = Build.current().version();
        String java = System.getProperty("java.specification.version");
        String name = Netty4Plugin.class.getName();
        return new PluginDescriptor(
                "transport-netty4", "HTTP and transport", version, version, java,
                name, null, List.of(), false, false, false, false);
    }
}
