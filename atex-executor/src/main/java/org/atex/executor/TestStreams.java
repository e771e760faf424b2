package org.atex.executor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.atex.core.result.TestError;
import org.atex.core.time.Ticker;
import org.atex.executor.collect.Collector;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.ControlStream;
import org.atex.executor.ssh.SocketForwarding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a test sends, on its way into the collector, and the one lock around that. Bytes are
 * read only as fast as they are stored (CTL-17).
 */
final class TestStreams implements SocketForwarding.Service {

    private static final Logger LOG = LoggerFactory.getLogger(TestStreams.class);

    private static final long DRAIN_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int BUFFER = 32 * 1024;

    /** Held in all calls to the collector. */
    final ReentrantLock lock = new ReentrantLock();

    /** Signalled when whoever waits for the end of the test should look again. */
    final Condition changed = lock.newCondition();

    private final Condition moved = lock.newCondition();
    private final Ticker ticker;
    private final Set<Stream> live = new LinkedHashSet<>();
    private @Nullable Collector collector;
    private @Nullable TestError error;
    private @Nullable IOException failure;
    private boolean draining;
    private boolean stopped;

    /** A control connection. */
    private static final class Stream {
        final ControlStream parser;
        long lastBytes;

        Stream(ControlStream parser, long now) {
            this.parser = parser;
            this.lastBytes = now;
        }
    }

    TestStreams(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Where all goes from now on. */
    void into(Collector newCollector) {
        lock.lock();
        try {
            collector = newCollector;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes there any more; what still comes is thrown away. */
    void detach() {
        lock.lock();
        try {
            stop();
            collector = null;
        } finally {
            lock.unlock();
        }
    }

    /** What broke a control stream and so ended the test, if anything (CTL-15). Under the lock. */
    Optional<TestError> error() {
        return Optional.ofNullable(error);
    }

    /** What keeps the runner from going on, if anything (ERR-04). Under the lock. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the test has to end because of what it sent, or where it was to be put. */
    boolean broken() {
        return error != null || failure != null;
    }

    /**
     * The test starts again (REC-04). Under the lock.
     *
     * @throws IOException if the collector cannot go on
     */
    void restart(Collector into) throws IOException {
        into.reconnect();
        live.clear();
        draining = false;
    }

    /** Takes no more results; bytes that still come are not looked at. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of stdout and stderr. */
    void output(ByteBuffer bytes) {
        lock.lock();
        try {
            if (collector != null && failure == null) {
                collector.output(bytes);
            }
        } catch (IOException e) {
            fail(e);
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
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("a control connection is lost: {}", e.getMessage());
            cut(stream);
        }
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Stream open() {
        lock.lock();
        try {
            if (stopped || collector == null) {
                return null;
            }
            Stream stream = new Stream(collector.newStream(), ticker.nanos());
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
            while (!stopped && live.contains(stream)) {
                int before = bytes.position();
                stream.parser.feed(bytes);
                if (bytes.position() > before) {
                    moved.signalAll();
                    if (draining) {
                        changed.signalAll();
                    }
                }
                if (!stream.parser.waiting()) {
                    return !stream.parser.closed();
                }
                moved.await();
            }
            return false;
        } catch (ControlException e) {
            fail(e.error());
            return false;
        } catch (IOException e) {
            fail(e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (stream.parser.closed()) {
                gone(stream);
            }
            lock.unlock();
        }
    }

    private void end(Stream stream) {
        lock.lock();
        try {
            if (!stopped) {
                stream.parser.end();
            }
        } catch (ControlException e) {
            fail(e.error());
        } catch (IOException e) {
            fail(e);
        } finally {
            gone(stream);
            lock.unlock();
        }
    }

    private void cut(Stream stream) {
        lock.lock();
        try {
            if (!stopped) {
                stream.parser.cut();
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            gone(stream);
            lock.unlock();
        }
    }

    private void gone(Stream stream) {
        live.remove(stream);
        moved.signalAll();
        changed.signalAll();
    }

    private void fail(TestError why) {
        if (!broken() && !stopped) {
            error = why;
        }
        changed.signalAll();
    }

    private void fail(IOException why) {
        if (failure == null) {
            failure = why;
        }
        changed.signalAll();
    }

    /**
     * After the test has ended: waits for connections that are still open, for 5 s in all, and
     * longer only for those inside a result that bring bytes at least every 5 s (CTL-18). Under the
     * lock.
     *
     * @param since when the test ended
     * @param forwarding where connections come from
     * @param timeLeft of the test
     */
    void drain(long since, SocketForwarding forwarding, Supplier<Duration> timeLeft)
            throws InterruptedException {
        draining = true;
        while (!broken() && !stopped && forwarding.busy() > 0) {
            long left = DRAIN_NANOS - (ticker.nanos() - since);
            if (left <= 0) {
                left = endIdleStreams(timeLeft.get());
                if (live.isEmpty()) {
                    return;
                }
            }
            long unused = changed.awaitNanos(Math.max(left, 1));
        }
    }

    /** How long the others may stay silent. */
    private long endIdleStreams(Duration timeLeft) {
        long patience = Long.MAX_VALUE;
        for (Stream stream : List.copyOf(live)) {
            long left = DRAIN_NANOS - (ticker.nanos() - stream.lastBytes);
            left = Math.min(left, timeLeft.toNanos());
            if (stream.parser.insideResult() && left > 0) {
                patience = Math.min(patience, left);
            } else {
                end(stream);
            }
        }
        return patience;
    }
}
