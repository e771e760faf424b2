package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.atex.core.time.Ticker;
import org.atex.executor.ssh.SocketForwarding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control connections of a test that come straight from the system, each read by a thread of
 * its own, and only as fast as its bytes are stored (CTL-17).
 */
final class TestStreams implements SocketForwarding.Service {

    private static final Logger LOG = LoggerFactory.getLogger(TestStreams.class);

    private static final long DRAIN_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int BUFFER = 32 * 1024;

    private final Recording recording;
    private final ReentrantLock lock;
    private final Condition moved;
    private final Ticker ticker;

    /** Those that count; others may have the number of one of a later start (REC-04). */
    private final Set<Stream> live = new LinkedHashSet<>();

    private int opened;
    private boolean draining;

    /** A control connection. */
    private static final class Stream {
        final int number;
        long lastBytes;

        Stream(int number, long now) {
            this.number = number;
            this.lastBytes = now;
        }
    }

    TestStreams(Recording recording, Ticker ticker) {
        this.recording = recording;
        this.lock = recording.lock;
        this.moved = lock.newCondition();
        this.ticker = ticker;
    }

    /** Lets go of all connections; their threads end. */
    void close() {
        lock.lock();
        try {
            live.clear();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void serve(InputStream bytes) {
        Stream stream = open();
        if (stream == null) {
            return;
        }
        byte[] buffer = new byte[BUFFER];
        try {
            while (true) {
                int n = bytes.read(buffer);
                if (n < 0) {
                    end(stream);
                    return;
                }
                if (!feed(stream, ByteBuffer.wrap(buffer, 0, n))) {
                    break;
                }
            }
            if (recording.disconnected()) {
                throwAway(bytes);
            }
        } catch (IOException e) {
            LOG.debug("a control connection is lost: {}", e.getMessage());
            cut(stream);
        }
    }

    /** Until it is closed: output comes first that was written before {@code disconnect}. */
    private static void throwAway(InputStream bytes) {
        try {
            long unused = bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("a control connection is lost after its disconnect: {}", e.getMessage());
        }
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            recording.changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Stream open() {
        lock.lock();
        try {
            if (recording.stopped()) {
                return null;
            }
            Stream stream = new Stream(++opened, ticker.nanos());
            live.add(stream);
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more may come on this stream. */
    private boolean feed(Stream stream, ByteBuffer bytes) {
        lock.lock();
        try {
            stream.lastBytes = ticker.nanos();
            while (!recording.stopped() && live.contains(stream)) {
                int before = bytes.position();
                recording.feed(stream.number, bytes);
                recording.store();
                if (bytes.position() > before) {
                    stream.lastBytes = ticker.nanos();
                    moved.signalAll();
                    if (draining) {
                        recording.changed.signalAll();
                    }
                }
                if (recording.disconnected() || recording.broken().isPresent()) {
                    gone(stream);
                    return false;
                }
                if (!recording.waiting(stream.number)) {
                    return true;
                }
                moved.await();
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void end(Stream stream) {
        lock.lock();
        try {
            if (live.contains(stream)) {
                recording.end(stream.number);
                recording.store();
            }
        } finally {
            gone(stream);
            lock.unlock();
        }
    }

    private void cut(Stream stream) {
        lock.lock();
        try {
            if (live.contains(stream)) {
                recording.cut(stream.number);
            }
        } finally {
            gone(stream);
            lock.unlock();
        }
    }

    private void gone(Stream stream) {
        live.remove(stream);
        moved.signalAll();
        recording.changed.signalAll();
    }

    /**
     * After the test has ended: waits for connections that are still open, for 5 s in all, and
     * longer only for those inside a result that bring bytes at least every 5 s, or have to wait
     * for one that does (CTL-18). Under the lock.
     *
     * @param since when the test ended
     * @param busy whether there are connections that are not over
     */
    void drain(long since, BooleanSupplier busy) throws InterruptedException {
        draining = true;
        while (recording.broken().isEmpty() && !recording.stopped() && busy.getAsBoolean()) {
            long left = DRAIN_NANOS - (ticker.nanos() - since);
            if (left <= 0) {
                left = endIdleStreams(recording.remaining());
                if (live.isEmpty()) {
                    return;
                }
            }
            long unused = recording.changed.awaitNanos(Math.max(left, 1));
        }
    }

    /** How long it may stay silent; as long as it likes if it is us who do not read it (CTL-16). */
    private long patience(Stream stream) {
        return recording.waiting(stream.number)
                ? Long.MAX_VALUE
                : DRAIN_NANOS - (ticker.nanos() - stream.lastBytes);
    }

    /** How long the others may stay silent. */
    private long endIdleStreams(Duration timeLeft) {
        long patience = Long.MAX_VALUE;
        for (Stream stream : List.copyOf(live)) {
            long left = Math.min(patience(stream), timeLeft.toNanos());
            if (recording.insideResult(stream.number) && left > 0) {
                patience = Math.min(patience, left);
            } else {
                end(stream);
            }
        }
        return patience;
    }
}
