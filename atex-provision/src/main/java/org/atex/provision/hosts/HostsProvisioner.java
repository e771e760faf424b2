package org.atex.provision.hosts;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshBanner;
import org.atex.core.system.SshSystem;
import org.atex.core.time.Deadline;

/**
 * One machine that is there already. Reserving it waits for its SSH server; releasing it does
 * nothing to it.
 *
 * <pre>{@code
 * HostsFactory lab = HostsProvisioner.factory(Path.of("lab.yaml"));
 * Orchestrator.builder().provisioner(lab, lab.size())
 * }</pre>
 *
 * <p>The file names the hosts; only {@code host} is required. Relative files are looked for beside
 * it.
 *
 * <pre>{@code
 * hosts:
 *   - host: 10.0.0.7
 *     name: lab-7                    # else the host
 *     port: 2222                     # else 22
 *     user: admin                    # else root
 *     key: ~/.ssh/lab                # else what ssh would take
 *     host-key: ssh-ed25519 AAAA...  # or a list; else ~/.ssh/known_hosts; or accept-any
 *     platform: rhel-9@x86_64        # distro@arch says the two dimensions as well
 *     dimensions: {variant: server}  # more of them
 *     work-root: /var/tmp            # where work directories go
 *     ready-command: test -e /ready  # succeeds once it may be used
 *     jump: {host: gate.example.com} # with port, user, key, host-key of its own
 * }</pre>
 */
public final class HostsProvisioner extends Provisioner {

    private final Host host;
    private final HostUse use;
    private boolean answered;
    private boolean givenUp;

    /** That machine. */
    public HostsProvisioner(Host host) {
        this(host, new HostUse(host));
    }

    HostsProvisioner(Host host, HostUse use) {
        super(uniqueName(host.name()), host.platform());
        this.host = host;
        this.use = use;
    }

    /**
     * Hands out these hosts.
     *
     * @throws InvalidArgumentException if there are none, or two of the same name or address
     */
    public static HostsFactory factory(List<Host> hosts) {
        return new HostsFactory(hosts);
    }

    /**
     * Hands out the hosts of a YAML file.
     *
     * @throws InvalidArgumentException if there is anything wrong with it; says file, line and key
     */
    public static HostsFactory factory(Path file) {
        return new HostsFactory(HostsFile.read(file));
    }

    @Override
    protected SshSystem provision(Deadline deadline) throws InterruptedException {
        use.begin();
        SshSystem system = host.system();
        try {
            if (system.jump().isEmpty()) {
                SshBanner.await(system.host(), system.port(), deadline);
            }
            answered = true;
        } catch (InterruptedException e) {
            givenUp = true;
            throw e;
        }
        return system.withCachedTrees(); // it will be here for the next run, too (RUN-16)
    }

    @Override
    protected void deprovision() {
        use.end(answered, givenUp);
    }

    /** The name of the host. */
    @Override
    public Map<String, String> handle() {
        return Map.of(HostsFactory.HOST, host.name());
    }
}
