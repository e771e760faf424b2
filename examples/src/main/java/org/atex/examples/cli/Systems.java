package org.atex.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.Platform;
import org.atex.provision.hosts.HostsFactory;
import org.atex.provision.hosts.HostsProvisioner;
import org.atex.provision.local.LocalProvisioner;

/**
 * What {@code --systems} names: {@code local:2}, or {@code hosts:lab.yaml}.
 *
 * @param factory makes them
 * @param count how many at once
 */
record Systems(ProvisionerFactory factory, int count) {

    private static final String EXPECTED = "--systems %s: expected local:NUMBER or hosts:FILE";

    /**
     * Reads the option.
     *
     * @param platform the name that local systems get instead of their own
     */
    static Systems parse(String text, Optional<String> platform) {
        if (text.startsWith("local:")) {
            return local(text, platform);
        }
        if (text.startsWith("hosts:") && !text.equals("hosts:")) {
            HostsFactory hosts =
                    HostsProvisioner.factory(Path.of(text.substring("hosts:".length())));
            return new Systems(hosts, hosts.size());
        }
        throw new InvalidArgumentException(EXPECTED.formatted(text));
    }

    private static Systems local(String text, Optional<String> name) {
        String number = text.substring("local:".length());
        if (!number.matches("[1-9][0-9]{0,3}")) {
            throw new InvalidArgumentException(EXPECTED.formatted(text));
        }
        Platform here = new LocalProvisioner().platform();
        Platform platform = name.map(here::withName).orElse(here);
        return new Systems(LocalProvisioner.factory(platform), Integer.parseInt(number));
    }

    void addTo(Orchestrator.Builder run) {
        run.provisioner(factory, count);
    }
}
