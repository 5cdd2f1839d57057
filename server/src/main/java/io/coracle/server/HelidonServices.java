package io.coracle.server;

import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;

/**
 * What Helidon would look for on the class path, to plug it in. The server uses none of it, and the search takes a tenth of a second
 * of its start.
 */
final class HelidonServices {
    private HelidonServices() {}

    /** Makes Helidon do without, unless a program around the server has configured it otherwise. */
    static void useNone() {
        if (!GlobalServiceRegistry.configured()) {
            GlobalServiceRegistry.registry(() -> ServiceRegistryManager.create(ServiceRegistryConfig.builder()
                .discoverServices(false).discoverServicesFromServiceLoader(false).build()).registry());
        }
    }
}
