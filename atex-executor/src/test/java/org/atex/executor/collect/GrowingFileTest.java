package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts that come in the middle of a step, after some of it was done. */
class GrowingFileTest {

    @TempDir Path parent;
    private Path path;
    private GrowingFile file;

    /** The first step on it is interrupted when so many bytes of it are through. */
    private static final class Interrupted extends FullDisk {

        private final int through;

        Interrupted(Path path, int through) throws IOException {
            super(path, 1_000);
            this.through = through;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            ByteBuffer some = bytes.slice(bytes.position(), through);
            bytes.position(bytes.position() + super.write(some, position));
            throw interrupted();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            ByteBuffer some = into.slice(into.position(), through);
            into.position(into.position() + super.read(some, position));
            throw interrupted();
        }

        private IOException interrupted() throws IOException {
            close();
            Thread.currentThread().interrupt();
            return new ClosedByInterruptException();
        }
    }

    @BeforeEach
    void open() throws IOException {
        path = parent.resolve("file");
        Files.writeString(path, "123");
        file =
                new GrowingFile(
                        "file", new Interrupted(path, 3), 3, () -> new FullDisk(path, 1_000));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    // OUT-02
    @Test
    void whatWasReadIsNotReadAgain() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(100);
        file.read(into, 0);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(into.flip()).isEqualTo(ByteBuffer.wrap("123".getBytes(UTF_8)));
    }

    // RES-08
    @Test
    void whatIsStillToBeWrittenComesBehindWhatWas() throws IOException {
        file.append(ByteBuffer.wrap("abcdef".getBytes(UTF_8)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(path).hasContent("123abcdef");
        assertThat(file.length()).isEqualTo(9);
    }
}
