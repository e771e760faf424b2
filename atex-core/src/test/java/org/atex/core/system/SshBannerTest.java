package org.atex.core.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.atex.core.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SshBannerTest {

    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static void await(GreetingServer server, Duration time) throws InterruptedException {
        SshBanner.await(server.host(), server.port(), Deadline.after(time));
    }

    /** Nobody listens there, and nobody else can. */
    private static Socket boundOnly() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private static void await(Socket bound, Duration time) throws InterruptedException {
        String host = bound.getLocalAddress().getHostAddress();
        SshBanner.await(host, bound.getLocalPort(), Deadline.after(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "SSH-1.99-x\n",
                "Welcome to SSH-land\r\nSSH-2.0-x\r\n",
                "one\r\ntwo\r\nSSH-2.0-x\r\n"
            })
    void identificationIsFoundHoweverItIsCut(String greeting) throws Exception {
        byte[] bytes = greeting.getBytes(US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            int at = cut;
            try (GreetingServer server =
                    GreetingServer.sending(
                            out -> {
                                out.write(bytes, 0, at);
                                out.flush();
                                out.write(bytes, at, bytes.length - at);
                                out.flush();
                            })) {
                await(server, LONG);
            }
        }
    }

    @Test
    void identificationIsFoundByteByByte() throws Exception {
        try (GreetingServer server =
                GreetingServer.sending(
                        out -> {
                            for (byte b : "hello\r\nSSH-2.0-x\r\n".getBytes(US_ASCII)) {
                                out.write(b);
                                out.flush();
                            }
                        })) {
            assertThatCode(() -> await(server, LONG)).doesNotThrowAnyException();
        }
    }

    @Test
    void silentPortIsNoAnswer() throws Exception {
        try (GreetingServer server = GreetingServer.sending(out -> {})) {
            assertThatThrownBy(() -> await(server, SHORT))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("no SSH answer from %s:%d", server.host(), server.port())
                    .hasMessageContaining("150ms");
        }
    }

    @Test
    void refusedPortIsNoAnswer() throws Exception {
        try (Socket bound = boundOnly()) {
            assertThatThrownBy(() -> await(bound, SHORT))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void otherServerIsNoAnswer() throws Exception {
        try (GreetingServer server = GreetingServer.sending(SshBannerTest::manyLines)) {
            assertThatThrownBy(() -> await(server, SHORT))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("no SSH server");
        }
    }

    private static void manyLines(OutputStream out) throws IOException {
        for (int i = 0; i < 1000; i++) {
            out.write("this is not what you look for\r\n".getBytes(US_ASCII));
        }
    }

    @Test
    void identificationHasToStartALine() throws Exception {
        try (GreetingServer server =
                GreetingServer.hangingUpAfter(
                        out -> out.write("no SSH-2.0-x\r\n".getBytes(US_ASCII)))) {
            assertThatThrownBy(() -> await(server, SHORT))
                    .isInstanceOf(ProvisionException.class)
                    .hasMessageContaining("without an identification");
        }
    }

    @Test
    void serverThatComesUpLateIsWaitedFor() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (GreetingServer server =
                GreetingServer.hangingUpAfter(
                        out -> {
                            if (connections.incrementAndGet() > 2) {
                                out.write("SSH-2.0-x\r\n".getBytes(US_ASCII));
                            }
                        })) {
            await(server, LONG);
        }
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        try (Socket bound = boundOnly()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> await(bound, LONG)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptEndsTheWaitForASilentServer() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        try (GreetingServer server = GreetingServer.sending(out -> connected.countDown())) {
            FutureTask<Void> wait =
                    new FutureTask<>(
                            () -> {
                                SshBanner.await(server.host(), server.port(), Deadline.never());
                                return null;
                            });
            Thread thread = new Thread(wait, "banner-test");
            thread.start();
            connected.await();
            long start = System.nanoTime();

            thread.interrupt();

            assertThatThrownBy(wait::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void expiredDeadlineIsNotTried() throws Exception {
        try (GreetingServer server =
                GreetingServer.sending(out -> out.write("SSH-2.0-x\r\n".getBytes(US_ASCII)))) {
            assertThatThrownBy(() -> await(server, Duration.ZERO))
                    .isInstanceOf(ProvisionException.class);
        }
    }
}
