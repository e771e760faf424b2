package org.atex.executor.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.atex.core.result.TestError;
import org.atex.executor.control.ControlStream;

/**
 * Takes all that one run of a test reports, over all its connections and reconnects, and puts it
 * into its artifacts directory.
 *
 * <p>Not safe for use by several threads: callers hold one lock around all calls, those to its
 * streams included. An interrupted thread may call it; its flag stays set.
 */
public final class Collector implements AutoCloseable {

    private final Artifacts artifacts;
    private final Reports reports;
    private final Output output;
    private final Streams streams;
    private boolean closed;

    private Collector(
            Artifacts artifacts,
            CollectorLimits limits,
            CollectorListener listener,
            Output.Destination destination) {
        this.artifacts = artifacts;
        this.reports = new Reports(artifacts, limits);
        this.output = new Output(destination, limits.outputBytes());
        this.streams = new Streams(reports, listener, limits.jsonBytes());
    }

    /**
     * Creates {@code results} and {@code files} (ART-03).
     *
     * @param directory the artifacts directory, existing
     * @throws org.atex.core.InvalidArgumentException if it holds one of them, or is none; it is
     *     left alone then (ART-02)
     * @throws IOException if they cannot be made
     */
    public static Collector open(Path directory, CollectorLimits limits, CollectorListener listener)
            throws IOException {
        Artifacts artifacts = Artifacts.create(directory, listener, true);
        return new Collector(artifacts, limits, listener, artifacts.output()::write);
    }

    /**
     * The same, with the output of the test diverted to a stream that stays the caller's; files
     * named by {@code testout} are then empty (OUT-06).
     *
     * @throws org.atex.core.InvalidArgumentException as above
     * @throws IOException as above
     */
    public static Collector open(
            Path directory, CollectorLimits limits, CollectorListener listener, OutputStream output)
            throws IOException {
        Objects.requireNonNull(output, "output");
        Artifacts artifacts = Artifacts.create(directory, listener, true);
        return new Collector(artifacts, limits, listener, bytes -> writeTo(output, bytes));
    }

    private static void writeTo(OutputStream output, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        output.write(copy);
    }

    /** The parser of a connection of the test that has just been accepted. */
    public ControlStream newStream() {
        return streams.open();
    }

    /**
     * Bytes of stdout and stderr of the test; all are consumed (OUT-02).
     *
     * @throws IOException if they cannot be stored
     */
    public void output(ByteBuffer bytes) throws IOException {
        output.write(bytes);
    }

    /** Whether the test said {@code disconnect} since the start or the last {@link #reconnect}. */
    public boolean disconnected() {
        return streams.disconnected();
    }

    /**
     * The exit code that the test gave last, since the start or the last {@link #reconnect}
     * (CTL-10).
     */
    public OptionalInt exitCode() {
        return streams.exitCode();
    }

    /**
     * The test starts again: the exit code and {@code disconnect} are forgotten, all else is kept
     * (REC-04). Streams of before are cut.
     *
     * @throws IOException if an unfinished file cannot be cut off
     */
    public void reconnect() throws IOException {
        streams.reconnect();
    }

    /** Whether a result for the test itself has been stored (FBK-01, BKR-03). */
    public boolean namelessStored() {
        return reports.namelessStored();
    }

    /**
     * Whether a result, stored or open, is {@code fail}, {@code warn} or {@code error} (BKR-03).
     */
    public boolean anyTrouble() {
        return reports.anyTrouble();
    }

    /**
     * Whether the test itself has uploaded a file that normalises to the same name (TMT-03).
     *
     * @throws IOException if that cannot be told
     */
    public boolean hasUploaded(String file) throws IOException {
        return artifacts.hasUploaded(file);
    }

    /**
     * The test has ended: streams still open are cut, the fallback result is made if it is needed
     * (FBK-01), open partial results are stored (PAR-04), helper files removed (ART-01). The
     * collector is closed, also when this throws.
     *
     * @param exitCode of the test, if it has one, as the caller may have changed it (RUN-11)
     * @param error what ended it, if not itself
     * @throws IOException if not everything could be stored; what was possible is (ERR-04)
     */
    public Finished finish(OptionalInt exitCode, Optional<TestError> error) throws IOException {
        end(closing -> reports.finish(exitCode, error, closing));
        return new Finished(reports.status(), artifacts.results().count());
    }

    /**
     * The test could not be set up: one result without files says so (RUN-04). The collector is
     * closed, also when this throws.
     *
     * @param output what the setup printed, of which the last 16 KiB are kept
     * @return the error of the attempt
     * @throws IOException if it cannot be stored
     */
    public TestError setupFailed(String output) throws IOException {
        TestError error = SetupFailure.error(output);
        end(closing -> closing.attempt(() -> reports.add(SetupFailure.result(error))));
        return error;
    }

    private void end(Consumer<Closing> lastResults) throws IOException {
        if (closed) {
            throw new IllegalStateException("the collector is closed");
        }
        Closing closing = new Closing();
        try {
            closing.attempt(streams::cutAll);
            lastResults.accept(closing);
        } finally {
            closing.attempt(this::release);
        }
        closing.throwFailure();
    }

    /**
     * Gives back what is open, without another result. Does nothing after {@link #finish} or {@link
     * #setupFailed}.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            end(closing -> {});
        }
    }

    private void release() throws IOException {
        closed = true;
        artifacts.close();
    }
}
