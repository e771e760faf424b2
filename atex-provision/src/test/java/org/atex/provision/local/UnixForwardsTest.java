package org.atex.provision.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.atex.provision.local.SshjClient.Forwarded;
import org.junit.jupiter.api.Test;

/** Forwarded UNIX sockets of the embedded server: this test is the system's side as well. */
class UnixForwardsTest extends LocalServerContext {

    private static final String CANCEL = "cancel-streamlocal-forward@openssh.com";
    private static final int BIG = 40_000_000;
    private static final int MOST_BUFFERED = 8_000_000;

    private Path socket(String name) {
        return home.resolve(name);
    }

    private static SocketChannel connect(Path path) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static void send(SocketChannel socket, String text) throws IOException {
        socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String receive(SocketChannel socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        while (socket.read(chunk.clear()) >= 0) {
            all.write(chunk.array(), 0, chunk.position());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachDirectionEndsOnItsOwnSystemFirst() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        try (SocketChannel test = connect(socket("s"))) {
            Forwarded runner = opened.take();
            send(test, "question");
            test.shutdownOutput();
            assertThat(SshjClient.text(runner.getInputStream())).isEqualTo("question");

            runner.send("answer");
            runner.close();

            assertThat(receive(test)).isEqualTo("answer");
        }
    }

    @Test
    void eachDirectionEndsOnItsOwnRunnerFirst() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        try (SocketChannel test = connect(socket("s"))) {
            Forwarded runner = opened.take();
            runner.send("question");
            runner.getOutputStream().close();
            assertThat(receive(test)).isEqualTo("question");

            send(test, "answer");
            test.shutdownOutput();

            assertThat(SshjClient.text(runner.getInputStream())).isEqualTo("answer");
            runner.join();
        }
    }

    @Test
    void whatWasSentBeforeTheCloseArrives() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        for (int i = 0; i < 50; i++) {
            try (SocketChannel test = connect(socket("s"))) {
                Forwarded runner = opened.take();
                runner.send("x".repeat(100_000));
                runner.close();

                assertThat(receive(test)).hasSize(100_000);
            }
        }
    }

    @Test
    void processThatSendsAndEndsLosesNothing() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        for (int i = 0; i < 50; i++) {
            try (SocketChannel test = connect(socket("s"))) {
                send(test, "last words");
            }
            try (Forwarded runner = opened.take()) {
                assertThat(SshjClient.text(runner.getInputStream())).isEqualTo("last words");
            }
        }
    }

    @Test
    void sixtyFourConnectionsAtATime() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        List<SocketChannel> tests = new ArrayList<>();
        List<Forwarded> runners = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            tests.add(connect(socket("s")));
            runners.add(opened.take());
        }
        for (int i = 0; i < 64; i++) {
            send(tests.get(i), "from " + i);
            runners.get(i).send("to " + i);
        }
        for (int i = 0; i < 64; i++) {
            tests.get(i).shutdownOutput();
            assertThat(SshjClient.text(runners.get(i).getInputStream())).isEqualTo("from " + i);
            runners.get(i).close();
            assertThat(receive(tests.get(i))).isEqualTo("to " + i);
            tests.get(i).close();
        }
    }

    @Test
    void socketIsForItsOwnerOnly() throws Exception {
        client.bind(socket("s"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket("s"))))
                .isEqualTo("rw-------");
    }

    @Test
    void pathThatExistsIsRefused() throws Exception {
        client.bind(socket("s"));
        Files.writeString(socket("file"), "");

        assertRefused(socket("s").toString());
        assertRefused(socket("file").toString());
    }

    @Test
    void pathThatCannotBeIsRefused() {
        assertRefused(socket("no/such/directory").toString());
        assertRefused("relative");
        assertRefused(socket("x".repeat(108)).toString());
        assertRefused("");
        assertRefused("/nul\0l");
    }

    private void assertRefused(String path) {
        assertThatThrownBy(() -> client.request("streamlocal-forward@openssh.com", path))
                .hasMessageContaining("failed");
    }

    @Test
    void cancelEndsTheListenerButNoConnection() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        try (SocketChannel test = connect(socket("s"))) {
            Forwarded runner = opened.take();

            client.request(CANCEL, socket("s").toString());

            assertThatThrownBy(() -> connect(socket("s"))).hasMessageContaining("refused");
            assertThat(socket("s")).exists();
            assertRefused(socket("s").toString());
            assertThatThrownBy(() -> client.request(CANCEL, socket("s").toString()))
                    .hasMessageContaining("failed");
            runner.send("still here");
            runner.close();
            assertThat(receive(test)).isEqualTo("still here");
        }
    }

    @Test
    void movedSocketIsReportedUnderThePathThatWasBound() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        Files.move(socket("s"), socket("moved"));

        try (SocketChannel test = connect(socket("moved"))) {
            assertThat(opened.take().getOriginatorIP()).isEqualTo(socket("s").toString());
            assertThat(test.isConnected()).isTrue();
        }
    }

    @Test
    void connectionThatIsLostEndsItsListenersAndChannels() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        try (SocketChannel test = connect(socket("s"))) {
            opened.take();

            client.close();

            assertThat(receive(test)).isEmpty();
        }
    }

    @Test
    void otherConnectionsMayBindOtherPaths() throws Exception {
        try (SshjClient second = SshjClient.connect(system)) {
            client.bind(socket("one"));
            BlockingQueue<Forwarded> opened = second.bind(socket("two"));

            try (SocketChannel test = connect(socket("two"))) {
                assertThat(opened.take().getOriginatorIP()).isEqualTo(socket("two").toString());
                assertThat(test.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> second.request(CANCEL, socket("one").toString()))
                    .hasMessageContaining("failed");
        }
    }

    @Test
    void runnerThatDoesNotReadHoldsUpOnlyItsConnection() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        AtomicLong sent = new AtomicLong();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SocketChannel test = connect(socket("s"))) {
            Forwarded runner = opened.take();
            Future<?> sender = threads.submit(() -> sendBig(test, sent));
            assertOthersGoOn(opened);
            assertThat(sent.get()).isLessThan(MOST_BUFFERED);

            assertThat(countBig(runner.getInputStream())).isEqualTo(BIG);
            sender.get();
            runner.close();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void sendBig(SocketChannel to, AtomicLong sent) throws IOException {
        for (ByteBuffer chunk = ByteBuffer.allocate(10_000); sent.get() < BIG; chunk.rewind()) {
            sent.addAndGet(to.write(chunk));
        }
        to.shutdownOutput();
        return null;
    }

    private static long countBig(InputStream in) throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void testThatDoesNotReadHoldsUpOnlyItsConnection() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        AtomicLong sent = new AtomicLong();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SocketChannel test = connect(socket("s"))) {
            Forwarded runner = opened.take();
            Future<?> sender = threads.submit(() -> sendBig(runner, sent));
            assertOthersGoOn(opened);
            assertThat(sent.get()).isLessThan(MOST_BUFFERED);

            ByteBuffer chunk = ByteBuffer.allocate(50_000);
            long received = 0;
            for (int n = test.read(chunk); n >= 0; n = test.read(chunk.clear())) {
                received += n;
            }
            sender.get();
            assertThat(received).isEqualTo(BIG);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void sendBig(Forwarded to, AtomicLong sent) throws IOException {
        byte[] chunk = new byte[10_000];
        OutputStream out = to.getOutputStream();
        while (sent.get() < BIG) {
            out.write(chunk);
            sent.addAndGet(chunk.length);
        }
        out.flush(); // close() alone drops what finds no room
        out.close();
        return null;
    }

    private void assertOthersGoOn(BlockingQueue<Forwarded> opened) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (SocketChannel other = connect(socket("s"))) {
                Forwarded runner = opened.take();
                runner.send("hello");
                runner.close();
                assertThat(receive(other)).isEqualTo("hello");
            }
            assertThat(client.run("echo quick").out()).isEqualTo("quick\n");
        }
    }

    @Test
    void testThatHangsUpDoesNotHoldUpTheRunner() throws Exception {
        BlockingQueue<Forwarded> opened = client.bind(socket("s"));
        Forwarded runner;
        try (SocketChannel test = connect(socket("s"))) {
            runner = opened.take();
            assertThat(test.isConnected()).isTrue();
        }
        assertThat(SshjClient.text(runner.getInputStream())).isEmpty();
        OutputStream out = runner.getOutputStream();

        assertThatThrownBy(
                        () -> {
                            while (true) {
                                out.write(new byte[100_000]);
                            }
                        })
                .isInstanceOf(IOException.class);
        assertThat(client.run("echo quick").out()).isEqualTo("quick\n");
    }

    @Test
    void releaseRemovesSocketsOutsideTheHomeToo() throws Exception {
        Path outside = Files.createTempDirectory("atex-test-");
        try {
            client.bind(outside.resolve("s"));
            assertThat(outside.resolve("s")).exists();

            provisioner.release();

            assertThat(outside).isEmptyDirectory();
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void whatElseIsAtABoundPathStaysAtRelease() throws Exception {
        Path outside = Files.createTempDirectory("atex-test-");
        try {
            client.bind(outside.resolve("s"));
            Files.delete(outside.resolve("s"));
            Files.writeString(outside.resolve("s"), "a file of somebody");

            provisioner.release();

            assertThat(outside.resolve("s")).hasContent("a file of somebody");
        } finally {
            Files.delete(outside.resolve("s"));
            Files.delete(outside);
        }
    }

    @Test
    void staleSocketOfSomebodyElseIsRefused() throws Exception {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket("stale")))
                .close();

        assertRefused(socket("stale").toString());
    }
}
