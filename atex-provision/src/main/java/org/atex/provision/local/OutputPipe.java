package org.atex.provision.local;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** One output of a command, on its way to the client. */
final class OutputPipe {

    private static final int CHUNK = 32 * 1024;

    private final Path path;
    private final OutputPipes pool;
    private final FileInputStream in;
    private final RandomAccessFile opener;

    private OutputPipe(Path path, OutputPipes pool, FileInputStream in, RandomAccessFile opener) {
        this.path = path;
        this.pool = pool;
        this.in = in;
        this.opener = opener;
    }

    /** Opens it for both directions first, so that no side waits for the other. */
    static OutputPipe open(Path path, OutputPipes pool) throws IOException {
        RandomAccessFile opener = new RandomAccessFile(path.toFile(), "rw");
        boolean opened = false;
        try {
            OutputPipe pipe =
                    new OutputPipe(path, pool, new FileInputStream(path.toFile()), opener);
            opened = true;
            return pipe;
        } finally {
            if (!opened) {
                opener.close();
            }
        }
    }

    /** Where the command writes. */
    ProcessBuilder.Redirect target() {
        return ProcessBuilder.Redirect.to(path.toFile());
    }

    /** The command has been started, or could not be: it ends now when the command's side does. */
    void handedOver() throws IOException {
        opener.close();
    }

    /** Passes on what comes, until nobody can write any more, or the client is gone. */
    void drainTo(OutputStream client) {
        boolean ended = false;
        byte[] chunk = new byte[CHUNK];
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                client.write(chunk, 0, n);
                client.flush();
            }
            ended = true;
        } catch (IOException e) {
            // the channel is gone; closing our end tells who writes
        } finally {
            pool.left(this, ended);
        }
    }

    /** A reader that waits for a process that got away finds something, and its client gone. */
    void wakeReader() {
        try (RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw")) {
            if (in.available() == 0) {
                writer.write('\n');
            }
        } catch (IOException e) {
            // it reads no more
        }
    }

    Path path() {
        return path;
    }
}
