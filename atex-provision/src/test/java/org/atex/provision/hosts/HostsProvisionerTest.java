package org.atex.provision.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;
import org.atex.core.contract.ProvisionerContract;
import org.atex.core.system.NoMoreSystemsException;
import org.atex.core.system.ProvisionException;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostsProvisionerTest extends ProvisionerContract {

    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

    private final List<ServerSocket> servers = new ArrayList<>();
    private final Socket bound = new Socket();
    private Host one;
    private Host two;

    @BeforeEach
    void startServers() throws IOException {
        one = Host.at(greeting()).withName("one").withPlatform(Platform.named("red"));
        two = Host.at(greeting()).withName("two").withPlatform(Platform.named("blue"));
    }

    @AfterEach
    void stopServers() throws IOException {
        bound.close();
        for (ServerSocket server : servers) {
            server.close();
        }
    }

    private SshSystem greeting() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(server);
        Thread thread = new Thread(() -> greet(server), "greeting");
        thread.setDaemon(true);
        thread.start();
        return SshSystem.at(LOOPBACK).withPort(server.getLocalPort());
    }

    private static void greet(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(US_ASCII));
            } catch (IOException e) {
                // the next one, if it is open
            }
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    @Override
    protected Provisioner newProvisioner() {
        return new HostsProvisioner(one);
    }

    // PRV-04, RUN-16
    @Test
    void hostsAreHandedOutOnce() throws Exception {
        try (HostsFactory factory = HostsProvisioner.factory(List.of(one, two))) {
            assertThat(factory.size()).isEqualTo(2);
            Provisioner first = factory.create();
            Provisioner second = factory.create();

            assertThat(first.platform()).isEqualTo(one.platform());
            assertThat(first.reserve(soon())).isEqualTo(one.system().withCachedTrees());
            assertThat(second.platform()).isEqualTo(two.platform());
            assertThat(second.reserve(soon())).isEqualTo(two.system().withCachedTrees());
            assertThatThrownBy(factory::create)
                    .isInstanceOf(NoMoreSystemsException.class)
                    .hasMessage("all hosts are in use");
        }
    }

    // ORC-03, ORC-17
    @Test
    void hostsOfEachPlatformAreOfferedBeforeMoreOfTheSame() {
        Platform many = Platform.named("many");
        List<Host> hosts =
                List.of(
                        Host.at(SshSystem.at("a1")).withPlatform(many),
                        Host.at(SshSystem.at("a2")).withPlatform(many),
                        Host.at(SshSystem.at("b1")).withPlatform(Platform.named("few")));
        try (HostsFactory factory = HostsProvisioner.factory(hosts)) {
            assertThat(factory.create().platform().name()).isEqualTo("many");
            assertThat(factory.create().platform().name()).isEqualTo("few");
            assertThat(factory.create().platform().name()).isEqualTo("many");
        }
    }

    @Test
    void releasedHostIsHandedOutAgain() throws Exception {
        try (HostsFactory factory = HostsProvisioner.factory(List.of(one))) {
            Provisioner first = factory.create();
            first.reserve(soon());
            first.release();

            Provisioner again = factory.create();

            assertThat(again.name()).startsWith("one-").isNotEqualTo(first.name());
            assertThat(again.reserve(soon())).isEqualTo(one.system().withCachedTrees());
        }
    }

    @Test
    void hostThatWasNeverReservedIsHandedOutAgain() throws Exception {
        try (HostsFactory factory = HostsProvisioner.factory(List.of(one))) {
            factory.create().release();

            assertThat(factory.create().reserve(soon())).isEqualTo(one.system().withCachedTrees());
        }
    }

    @Test
    void hostThatFailsThreeTimesInARowIsPutAside() throws Exception {
        Host dead = Host.at(refusing()).withName("dead");
        try (HostsFactory factory = HostsProvisioner.factory(List.of(dead, one))) {
            Provisioner first = factory.create();
            fail(first);
            assertThat(first.name()).startsWith("dead-");
            Provisioner better = factory.create();
            assertThat(better.name()).startsWith("one-");
            fail(factory.create());
            fail(factory.create());

            assertThatThrownBy(factory::create)
                    .isInstanceOf(NoMoreSystemsException.class)
                    .hasMessageContaining("all hosts are in use; put aside")
                    .hasMessageContaining("dead (root@" + LOOPBACK);

            better.reserve(soon());
            better.release();
            assertThat(factory.create().name()).startsWith("one-");
        }
    }

    @Test
    void poolOfDeadHostsIsExhausted() throws Exception {
        Host dead = Host.at(refusing());
        try (HostsFactory factory = HostsProvisioner.factory(List.of(dead))) {
            for (int i = 0; i < 3; i++) {
                fail(factory.create());
            }

            assertThatThrownBy(factory::create)
                    .isInstanceOf(NoMoreSystemsException.class)
                    .hasMessageStartingWith("no host is left");
        }
    }

    @Test
    void interruptedReservationIsNoFailureOfTheHost() {
        try (HostsFactory factory = HostsProvisioner.factory(List.of(one))) {
            for (int i = 0; i < 5; i++) {
                Provisioner provisioner = factory.create();
                Thread.currentThread().interrupt();

                assertThatThrownBy(() -> provisioner.reserve(soon()))
                        .isInstanceOf(InterruptedException.class);
            }
        }
    }

    private static void fail(Provisioner provisioner) {
        assertThatThrownBy(() -> provisioner.reserve(Deadline.after(Duration.ofMillis(100))))
                .isInstanceOf(ProvisionException.class);
    }

    /** Nobody listens there, and nobody else can. */
    private SshSystem refusing() throws IOException {
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return SshSystem.at(LOOPBACK).withPort(bound.getLocalPort());
    }

    @Test
    void hostBehindAJumpHostIsNotWaitedForHere() throws Exception {
        SshSystem behind = SshSystem.at("behind").withJump(SshSystem.at("gate"));

        HostsProvisioner provisioner = new HostsProvisioner(Host.at(behind));

        assertThat(provisioner.reserve(soon())).isEqualTo(behind.withCachedTrees());
        provisioner.release();
    }

    @Test
    void hostOfADeadProcessIsAdopted() throws Exception {
        Map<String, String> handle = new HostsProvisioner(two).handle();
        try (HostsFactory factory = HostsProvisioner.factory(List.of(one, two))) {
            Provisioner adopted = factory.adopt(handle).orElseThrow();

            assertThat(adopted.platform()).isEqualTo(two.platform());
            assertThat(factory.create().platform()).isEqualTo(one.platform());
            assertThatThrownBy(factory::create).isInstanceOf(NoMoreSystemsException.class);
            assertThat(factory.adopt(handle)).isEmpty();
            assertThat(factory.adopt(Map.of("host", "three"))).isEmpty();
            factory.discard(handle);
            assertThat(adopted.isAlive()).isTrue();
        }
    }

    @Test
    void listWithoutSenseIsRefused() {
        assertThatThrownBy(() -> HostsProvisioner.factory(List.of()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("there are no hosts");
        assertThatThrownBy(() -> HostsProvisioner.factory(List.of(one, two.withName("one"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("two hosts are named one");
        assertThatThrownBy(() -> HostsProvisioner.factory(List.of(one, one.withName("other"))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("is there twice");
        assertThatThrownBy(() -> one.withName(" ")).isInstanceOf(InvalidArgumentException.class);
    }
}
