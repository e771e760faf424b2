package org.atex.executor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.atex.executor.ssh.RemoteCommand;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a wrapper tells, and the output of its command, as wrapper.py describes both. */
final class WrapperReports {

    private static final Logger LOG = LoggerFactory.getLogger(WrapperReports.class);

    /** How long output may be silent that is not over, once its wrapper has ended. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final int BUFFER = 32 * 1024;
    private static final long NOBODY_ASKED = Long.MAX_VALUE;

    private final String where;
    private final RemoteCommand command;
    private final CommandListener listener;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong wanted = new AtomicLong(NOBODY_ASKED);
    private final CompletableFuture<Void> outputRead = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile WrapperRun.@Nullable Processes processes;
    private volatile boolean toldEnd;
    private volatile int status = Ending.LOST;

    WrapperReports(String where, RemoteCommand command, CommandListener listener) {
        this.where = where;
        this.command = command;
        this.listener = listener;
    }

    /** What runs; empty as long as nothing was started. */
    Optional<WrapperRun.Processes> processes() {
        return Optional.ofNullable(processes);
    }

    /** Whether the wrapper has told how the command ended. */
    boolean toldEnd() {
        return toldEnd;
    }

    /** The exit status of the wrapper; 255 if it was lost, or still runs. */
    int status() {
        return status;
    }

    /** Whether nothing more will come. */
    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits for that, but not longer; whether it came. */
    boolean awaitClosed(Duration longest) throws InterruptedException {
        return closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Reads output that comes over stdout, to its end. */
    void readOutput() {
        try {
            copyOutput(command.output(), Long.MAX_VALUE);
        } catch (IOException e) {
            LOG.debug("{}: output is lost: {}", where, e.getMessage());
        } finally {
            outputRead.complete(null);
        }
    }

    /** Reads reports that come over stderr, to the end of everything. */
    void read() {
        try {
            readLines((line, rest) -> report(text(line)));
        } finally {
            outputRead.join();
            status = exitStatus();
            command.close();
            tellClosed();
        }
    }

    /** Reads both, which come over stderr (CTL-19). */
    void readWithOutput() {
        try {
            readLines(this::reportOrOutput);
        } finally {
            outputRead.complete(null);
        }
    }

    /**
     * The server tells the end of both streams at once, and a daemon may keep the control stream
     * open. So output counts as read when the wrapper says so, or, if it cannot say any more, when
     * nothing comes.
     */
    void awaitExit() {
        status = exitStatus();
        try {
            long before = -1;
            while (!isOutputRead() && received.get() != before) {
                before = received.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tellClosed();
    }

    private boolean isOutputRead() throws InterruptedException {
        try {
            outputRead.get(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private void tellClosed() {
        listener.closed(status); // before anybody who waits goes on and asks the listener
        closed.countDown();
    }

    private interface LineTaker {
        /** With its line feed, if there is one. */
        void take(byte[] line, InputStream rest) throws IOException;
    }

    private void readLines(LineTaker each) {
        try (InputStream in = new BufferedInputStream(command.errors(), BUFFER)) {
            for (byte[] line = readLine(in); line.length > 0; line = readLine(in)) {
                each.take(line, in);
            }
        } catch (IOException e) {
            LOG.debug("{}: reports are lost: {}", where, e.getMessage());
        }
    }

    /** Empty at the end. */
    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n' || line.size() == BUFFER) {
                break;
            }
        }
        return line.toByteArray();
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).strip();
    }

    private void reportOrOutput(byte[] line, InputStream rest) throws IOException {
        String[] words = text(line).split(" ", 2);
        switch (words[0]) {
            case "output" -> copyOutput(rest, number(words));
            case "over" -> outputRead.complete(null);
            case "started", "failed", "passed" -> report(text(line));
            default -> output(line, line.length); // of an interpreter that complains
        }
    }

    private void copyOutput(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                return;
            }
            output(buffer, n);
            left -= n;
        }
    }

    private void output(byte[] bytes, int length) {
        listener.output(ByteBuffer.wrap(bytes, 0, length));
        received.addAndGet(length);
        tellPassed();
    }

    private void report(String line) {
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "started" -> processes = WrapperRun.Processes.parse(rest);
            case "passed" -> {
                wanted.set(number(words));
                tellPassed();
            }
            case "ended" -> {
                toldEnd = true;
                listener.ended(Integer.parseInt(rest));
            }
            case "failed" -> listener.failed(rest);
            default -> LOG.warn("{}: the wrapper says: {}", where, line);
        }
    }

    /** The server does not keep the order between output and reports. */
    private void tellPassed() {
        long count = wanted.get();
        if (received.get() >= count && wanted.compareAndSet(count, NOBODY_ASKED)) {
            listener.passed();
        }
    }

    /** Nothing, if it is not one of the wrapper's. */
    private static long number(String[] words) {
        try {
            return Long.parseLong(words.length > 1 ? words[1] : "");
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private int exitStatus() {
        try {
            return command.exit().get();
        } catch (ExecutionException e) {
            LOG.debug("{}: {}", where, String.valueOf(e.getCause()));
            return Ending.LOST;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ending.LOST;
        }
    }
}
