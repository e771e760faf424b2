package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ERR-04 on a real disk that has room for 1 MiB: what becomes possible again at the end is done.
 */
class FilledDiskTest {

    private static final String BIG =
            "{'name': 'big', 'files': [{'name': 'f', 'length': 9000000}]}";
    private static final String LONG = "x".repeat(100_000);
    private static final String TOO_MUCH = "x".repeat(2_000_000);
    private static final TestError NO_ROOM = Run.aborted("no room");

    @TempDir Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(mounted, "file systems can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Bytes of a file that fill the disk but for some pages. */
    private byte[] allBut(int bytes) throws IOException {
        return new byte[(int) Files.getFileStore(disk).getUsableSpace() - bytes];
    }

    // CTL-12, FBK-04: also if the state log has no room for what came with it
    @Test
    void anUnfinishedFileMakesRoomForTheLastResults() throws Exception {
        Run run = new Run(Files.createDirectory(disk.resolve("run")));
        String partial = Run.result("{'partial': true, 'note': '" + LONG + "'}");
        ByteBuffer bytes = ByteBuffer.wrap((partial + Run.result(BIG, TOO_MUCH)).getBytes(UTF_8));
        assertThatThrownBy(() -> run.collector.feed(1, bytes)).isInstanceOf(IOException.class);

        assertThatThrownBy(() -> run.abort(NO_ROOM)).isInstanceOf(IOException.class);

        assertThat(run.directory.resolve("files/big/f")).doesNotExist();
        assertThat(run.reported).hasSize(1);
        assertThat(run.reported.get(0).status()).contains(Status.INFRA);
        assertThat(run.reported.get(0).note()).contains(NO_ROOM.note());
        assertThat(run.lines()).hasSize(1);
    }

    // FBK-01
    @Test
    void aResultThatCouldNotBeStoredWasNotStored() throws Exception {
        Run run = new Run(Files.createDirectory(disk.resolve("run")));
        run.feed(1, Run.result(BIG));
        run.feed(1, allBut(16_000));
        String passed = Run.result("{'status': 'pass', 'note': '" + LONG + "'}");
        assertThatThrownBy(() -> run.feed(2, passed)).isInstanceOf(IOException.class);

        run.abort(NO_ROOM);

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'infra', 'note': 'TestAbortedError(no room)',"
                                + " 'files': ['output.txt']}");
    }
}
