package org.atex.provision.hosts;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.atex.core.InvalidArgumentException;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;

/**
 * Hands out the hosts of a list, each to one worker at a time; made by {@link HostsProvisioner}. A
 * host that comes back is handed out again; one that could not be reserved three times in a row is
 * put aside for this run.
 */
public final class HostsFactory implements ProvisionerFactory {

    static final String HOST = "host";
    private static final Duration TIME_TO_ADOPT = Duration.ofMinutes(1);

    private final List<HostUse> hosts;

    HostsFactory(List<Host> hosts) {
        checkDistinct(hosts);
        this.hosts = hosts.stream().map(HostUse::new).toList();
    }

    private static void checkDistinct(List<Host> hosts) {
        if (hosts.isEmpty()) {
            throw new InvalidArgumentException("there are no hosts");
        }
        Set<String> names = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (Host host : hosts) {
            if (!names.add(host.name())) {
                throw new InvalidArgumentException("two hosts are named " + host.name());
            }
            String address = host.system().host() + " port " + host.system().port();
            if (host.system().jump().isEmpty() && !addresses.add(address)) {
                throw new InvalidArgumentException("%s is there twice".formatted(address));
            }
        }
    }

    /** How many hosts there are: the most systems that can be held at a time. */
    public int size() {
        return hosts.size();
    }

    /**
     * Takes a free host.
     *
     * @throws NoMoreSystemsException if all are in use or put aside; one that comes back can be had
     *     again
     */
    @Override
    public synchronized Provisioner create() {
        Map<Platform, Long> handedOut = handedOut();
        return hosts.stream()
                .filter(host -> host.free() && !host.putAside())
                .min(
                        Comparator.<HostUse>comparingLong(
                                        host -> handedOut.getOrDefault(host.host().platform(), 0L))
                                .thenComparingInt(HostUse::failuresInARow))
                .map(HostUse::hand)
                .orElseThrow(() -> new NoMoreSystemsException(whyNone()));
    }

    /** How many of each platform are out: where there are several, each is offered soon. */
    private Map<Platform, Long> handedOut() {
        return hosts.stream()
                .filter(host -> !host.free())
                .collect(
                        Collectors.groupingBy(
                                host -> host.host().platform(), Collectors.counting()));
    }

    private String whyNone() {
        String aside =
                hosts.stream()
                        .filter(HostUse::putAside)
                        .map(host -> host.host().toString())
                        .collect(Collectors.joining(", "));
        long used = hosts.stream().filter(host -> !host.putAside()).count();
        return (used == 0 ? "no host is left" : "all hosts are in use")
                + (aside.isEmpty() ? "" : "; put aside, as they did not answer: " + aside);
    }

    /**
     * Waits for the host again.
     *
     * @return empty if the list doesn't have it any more
     * @throws ProvisionException if it does not answer
     */
    @Override
    public Optional<Provisioner> adopt(Map<String, String> handle) {
        Optional<Provisioner> adopted = take(handle);
        adopted.ifPresent(HostsFactory::reserve);
        return adopted;
    }

    private synchronized Optional<Provisioner> take(Map<String, String> handle) {
        return hosts.stream()
                .filter(host -> host.host().name().equals(handle.get(HOST)) && host.free())
                .findFirst()
                .map(HostUse::hand);
    }

    private static void reserve(Provisioner provisioner) {
        try {
            provisioner.reserve(Deadline.after(TIME_TO_ADOPT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProvisionException(
                    "interrupted while %s was taken over".formatted(provisioner), e);
        }
    }

    /** Nothing to do: a host stays where it is. */
    @Override
    public void discard(Map<String, String> handle) {}

    @Override
    public String toString() {
        return hosts.stream().map(host -> host.host().name()).collect(Collectors.joining(", "));
    }
}
