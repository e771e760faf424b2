package org.atex.executor.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.ControlReceiver;
import org.atex.executor.control.ControlStream;
import org.atex.executor.control.DurationChange;
import org.atex.executor.control.IncomingResult;

/** The open control streams of a test, and what their words do. */
final class Streams implements ControlReceiver {

    private final Reports reports;
    private final CollectorListener listener;
    private final int maxDocument;
    private final List<ControlStream> streams = new ArrayList<>();
    private OptionalInt exitCode = OptionalInt.empty();
    private boolean disconnected;

    Streams(Reports reports, CollectorListener listener, int maxDocument) {
        this.reports = reports;
        this.listener = listener;
        this.maxDocument = maxDocument;
    }

    /** A connection that was accepted; after {@code disconnect} it takes nothing any more. */
    ControlStream open() {
        if (disconnected) {
            return ControlStream.discarding(this);
        }
        streams.removeIf(ControlStream::closed);
        ControlStream stream = new ControlStream(this, maxDocument);
        streams.add(stream);
        return stream;
    }

    @Override
    public IncomingResult result(ByteBuffer document) throws ControlException {
        return reports.begin(document);
    }

    @Override
    public void exitCode(int code) {
        exitCode = OptionalInt.of(code);
        listener.exitCode(code);
    }

    @Override
    public void duration(DurationChange change) {
        listener.duration(change);
    }

    @Override
    public void disconnect() throws IOException {
        disconnected = true;
        cutAll();
        settle();
        listener.disconnect();
    }

    @Override
    public void settle() throws IOException {
        reports.flush();
    }

    /** Takes nothing more from any stream. */
    void cutAll() throws IOException {
        Closing closing = new Closing();
        for (ControlStream stream : streams) {
            closing.attempt(stream::cut);
        }
        streams.clear();
        closing.throwFailure();
    }

    void reconnect() throws IOException {
        exitCode = OptionalInt.empty();
        disconnected = false;
        cutAll();
    }

    OptionalInt exitCode() {
        return exitCode;
    }

    boolean disconnected() {
        return disconnected;
    }
}
