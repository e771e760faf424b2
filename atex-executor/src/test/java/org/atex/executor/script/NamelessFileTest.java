package org.atex.executor.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// RUN-16
class NamelessFileTest {

    @TempDir private Path directory;
    private NamelessFile file;

    @BeforeEach
    void create() throws IOException {
        file = NamelessFile.create(directory);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private void write(String text) throws IOException {
        file.output().write(text.getBytes(US_ASCII));
    }

    private static String read(InputStream in, int length) throws IOException {
        return new String(in.readNBytes(length), US_ASCII);
    }

    @Test
    void whatIsWrittenCanBeReadBeforeTheRestIs() throws Exception {
        try (InputStream in = file.input();
                InputStream other = file.input()) {
            write("one ");
            assertThat(read(in, 4)).isEqualTo("one ");
            write("two");
            file.complete();

            assertThat(read(in, 100)).isEqualTo("two");
            assertThat(read(other, 100)).isEqualTo("one two");
            assertThat(file.awaitLength()).isEqualTo(7);
        }
    }

    @Test
    void readerWaitsForWhatIsToCome() throws Exception {
        try (InputStream in = file.input()) {
            CompletableFuture<String> text = new CompletableFuture<>();
            Thread reader = new Thread(() -> text.completeAsync(() -> all(in), Runnable::run));
            reader.start();
            write("late");
            file.complete();

            assertThat(text.get(30, TimeUnit.SECONDS)).isEqualTo("late");
            reader.join();
        }
    }

    private static String all(InputStream in) {
        try {
            return read(in, 100);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void readerIsToldWhyThereIsNoMore() throws Exception {
        try (InputStream in = file.input()) {
            write("one");
            file.fail(new IOException("no more"));

            assertThat(read(in, 3)).isEqualTo("one");
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("no more");
            assertThatThrownBy(file::awaitLength).hasMessage("no more");
            assertThat(file.failed()).isTrue();
        }
    }

    @Test
    void interruptedReaderWaitsNoMore() throws Exception {
        try (InputStream in = file.input()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void ofAFileThatIsInUseNoNameIsThere() throws Exception {
        write("secret");

        assertThat(directory).isEmptyDirectory();
    }
}
