package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// ORC-20
@Timeout(60)
class DirectoryLockTest {

    @TempDir private Path directory;

    @Test
    void oneAtATimeHasItWhateverTheDirectoryIsCalled() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (DirectoryLock lock = DirectoryLock.take(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(DirectoryLock.take(directory)).isEmpty();
            assertThat(DirectoryLock.take(link)).isEmpty();
        }
        DirectoryLock.take(link).orElseThrow().close();
    }

    @Test
    void anotherProcessFindsItLockedAlsoAfterAVainTryOfOurs() throws Exception {
        try (DirectoryLock lock = DirectoryLock.take(directory).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(DirectoryLock.take(directory)).isEmpty();

            assertThat(inAnotherProcess()).isEqualTo("busy");
        }
        assertThat(inAnotherProcess()).isEqualTo("free");
    }

    private String inAnotherProcess() throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        OtherProcess.class.getName(),
                                        directory.resolve("lock").toString()))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Says whether a file can be locked. */
    static final class OtherProcess {

        private OtherProcess() {}

        public static void main(String[] args) throws Exception {
            try (FileChannel channel =
                    FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.out.println(channel.tryLock() == null ? "busy" : "free");
            }
        }
    }
}
