package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.atex.core.result.ErrorKind;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that want their runner to run out of something, or to write elsewhere. */
class HostileStreamsTest {

    private static final byte[] MEBIBYTE = new byte[1 << 20];

    @TempDir Path parent;
    private Run run;

    @BeforeEach
    void start() throws Exception {
        Arrays.fill(MEBIBYTE, (byte) ' ');
        run = new Run(Files.createDirectory(parent.resolve("run")));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    // CTL-03, LIM-05
    @Test
    void tenThousandOpenStreamsTakeLittleMemory() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap("noop\nexitcode 1\nno".getBytes(UTF_8));
        long before = allocated();

        for (int stream = 1; stream <= 10_000; stream++) {
            run.collector.feed(stream, bytes.rewind());
        }
        assertThat(run.collector.checkpoint()).hasSize(10_000);
        assertThat(allocated() - before).isLessThan(64L << 20);

        for (int stream = 1; stream <= 10_000; stream++) {
            run.collector.feed(stream, ByteBuffer.wrap("op\n".getBytes(UTF_8)));
            run.collector.end(stream);
        }
        assertThat(run.collector.checkpoint()).hasSize(10_000);
        assertThat(run.collector.position(10_000)).isEqualTo(21);
        run.exit(0);
    }

    // CTL-17
    @Test
    void aThousandDeclaredDocumentsOf16MiBReserveNothing() throws Exception {
        long before = allocated();

        for (int stream = 1; stream <= 1_000; stream++) {
            run.collector.feed(stream, ByteBuffer.wrap("result 16777216\n{".getBytes(UTF_8)));
        }
        run.collector.checkpoint();

        assertThat(allocated() - before).isLessThan(32L << 20);
        assertThat(run.collector.insideResult(1_000)).isTrue();
    }

    // LIM-05
    @Test
    void documentsUnderWayAreLimitedInAll() throws Exception {
        int fed = 0;
        ControlException error = null;
        while (error == null && fed < 200) {
            int stream = 1 + fed++;
            try {
                run.feed(stream, "result 2097152\n");
                run.feed(stream, MEBIBYTE);
            } catch (ControlException e) {
                error = e;
            }
        }

        assertThat(fed).isEqualTo(65);
        assertThat(error.error().kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    // LIM-05
    @Test
    void documentsThatAreThroughDoNotCount() throws Exception {
        for (int stream = 1; stream <= 100; stream++) {
            run.feed(stream, "result 1048577\n{");
            run.feed(stream, Arrays.copyOf(MEBIBYTE, MEBIBYTE.length - 1));
            run.feed(stream, "}");
            run.feed(stream, "result 1048577\n{");
            run.feed(stream, Arrays.copyOf(MEBIBYTE, MEBIBYTE.length / 2));
            run.collector.cut(stream);
        }

        assertThat(run.lines()).hasSize(100);
    }

    // CTL-12, CTL-17
    @Test
    void aThousandStreamsEachInsideAFileAreDroppedWithoutATrace() throws Exception {
        for (int stream = 1; stream <= 1_000; stream++) {
            String json = "{'files': [{'name': 'd%d/f', 'length': 10}]}".formatted(stream % 7);
            run.feed(stream, Run.result(json, "12345"));
        }
        run.feed(1_001, "disconnect\n");
        run.exit(0);

        assertThat(run.tree()).filteredOn(name -> name.endsWith("/f")).isEmpty();
        assertThat(run.lines()).hasSize(1);
    }

    // RES-12
    @Test
    void allocationDoesNotGrowWithWhatWasStoredBefore() throws Exception {
        byte[] results =
                Run.result("{'name': 'a', 'status': 'pass'}").repeat(1_000).getBytes(UTF_8);
        long first = 0;
        for (int i = 0; i < 30; i++) {
            long before = allocated();
            run.feed(1, results);
            run.reported.clear();
            first = i == 5 ? allocated() - before : first;
            if (i > 5) {
                assertThat(allocated() - before).isLessThan(2 * first);
            }
        }
    }

    // SUP-05: file data is written from where it lies
    @Test
    void anUploadAllocatesNextToNothing() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1073741824}]}", "x");
        run.feed(1, MEBIBYTE);
        long before = allocated();

        for (int i = 0; i < 20; i++) {
            run.feed(1, MEBIBYTE);
        }

        assertThat(allocated() - before).isLessThan(1 << 20);
    }

    // CTL-14
    @Test
    void aStreamMayEndAtEveryByte() throws Exception {
        byte[] all =
                (Run.result("{'name': 'a', 'files': [{'name': 'f', 'length': 3}]}", "abc")
                                + "exitcode 3\nnoop\n"
                                + Run.result("{'partial': true, 'name': 'b'}"))
                        .getBytes(UTF_8);
        for (int length = 0; length <= all.length; length++) {
            Run each = new Run(Files.createDirectory(parent.resolve("end" + length)));
            each.feed(1, Arrays.copyOf(all, length));
            boolean inside = each.collector.insideResult(1);
            if (inside) {
                assertThatThrownBy(() -> each.collector.end(1)).hasMessage("EOF when reading data");
            } else {
                each.collector.end(1);
            }
            each.exit(0);
            assertThat(each.lines()).hasSizeBetween(1, 3);
            assertThat(each.directory.resolve("files/a/f").toFile().exists())
                    .isEqualTo(each.lines().get(0).contains("'name': 'a'"));
        }
    }

    // PATH-08
    @Test
    void directoriesThatARaceExchangesForLinksLeadNowhere() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        AtomicBoolean over = new AtomicBoolean();
        Thread racer = new Thread(() -> exchange(outside, over), "atex-racer");
        racer.start();
        int stored = 0;
        try {
            for (int stream = 1; stream <= 2_000; stream++) {
                stored += upload(stream) ? 1 : 0;
            }
        } finally {
            over.set(true);
            racer.join();
        }

        assertThat(outside).isEmptyDirectory();
        assertThat(stored).isPositive();
    }

    private boolean upload(int stream) {
        String json = "{'files': [{'name': 'd/e/f%d', 'length': 1}]}".formatted(stream);
        try {
            run.feed(stream, Run.result(json, "x"));
            return true;
        } catch (ControlException | IOException e) {
            return false; // it noticed
        }
    }

    private void exchange(Path outside, AtomicBoolean over) {
        Path folder = run.directory.resolve("files/d");
        Path aside = parent.resolve("aside");
        while (!over.get()) {
            try {
                Files.move(folder, aside);
                Files.createSymbolicLink(folder, outside);
                Files.delete(folder);
                Files.move(aside, folder);
            } catch (IOException e) {
                // not there yet, or the other was quicker
            }
        }
    }

    // ERR-04
    @Test
    void aRecordThatDoesNotFitOnTheDiskSpoilsNoOther() throws Exception {
        FullDisk disk = new FullDisk(parent.resolve("log"), 20);
        StateLog log = StateLog.in(new GrowingFile("log", disk, 0, () -> disk));
        log.append(new StateRecord(Map.of("a", 1L)));
        assertThatThrownBy(() -> log.append(new StateRecord(Map.of("bbbb", "x".repeat(100)))))
                .isInstanceOf(IOException.class);
        disk.grow(1_000);
        log.append(new StateRecord(Map.of("c", 2L)));

        assertThat(parent.resolve("log")).hasContent("{\"a\": 1}\n{\"c\": 2}\n");
    }
}
