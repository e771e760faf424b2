package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badControl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.ControlReceiver;
import org.atex.executor.control.ControlStream;
import org.atex.executor.control.DurationChange;
import org.atex.executor.control.IncomingResult;
import org.jspecify.annotations.Nullable;

/** The control streams of a test by their numbers. */
final class Streams implements ControlReceiver, Durable {

    private final Reports reports;
    private final Words words;
    private final SavedStreams saved = new SavedStreams();
    private final CollectorLimits limits;
    private final Map<Integer, Connection> open = new HashMap<>();

    /** Those that take nothing any more, and how far each has come. */
    private final Map<Integer, Long> over = new HashMap<>();

    private final TreeSet<Integer> moved = new TreeSet<>();
    private Map<Integer, Long> acknowledged = new HashMap<>();
    private boolean closing;
    private long held;

    Streams(Reports reports, Words words, CollectorLimits limits) {
        this.reports = reports;
        this.words = words;
        this.limits = limits;
    }

    /** Bytes of one stream, which begins with its first ones. */
    void feed(int number, ByteBuffer bytes) throws ControlException, IOException {
        Connection connection = find(number);
        moved.add(number);
        if (connection == null) {
            over.merge(number, (long) bytes.remaining(), Long::sum);
            bytes.position(bytes.limit());
        } else {
            obey(connection.parser(), bytes);
        }
    }

    private @Nullable Connection find(int number) {
        Connection found = open.get(number);
        if (found == null && !closing && !over.containsKey(number)) {
            found = new Connection(new ControlStream(this, limits.jsonBytes()));
            open.put(number, found);
        }
        return found;
    }

    private void obey(ControlStream stream, ByteBuffer bytes) throws ControlException, IOException {
        int before = stream.held();
        try {
            stream.feed(bytes);
        } finally {
            held += stream.held() - before;
            removeClosed(stream);
        }
        if (held > limits.underWayBytes()) {
            throw badControl("results under way take over %d bytes".formatted(held));
        }
    }

    private void removeClosed(ControlStream suspect) {
        if (!suspect.closed()) {
            return;
        }
        Iterator<Map.Entry<Integer, Connection>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Integer, Connection> each = all.next();
            ControlStream stream = each.getValue().parser();
            if (stream.closed()) {
                over.put(each.getKey(), stream.position());
                moved.add(each.getKey());
                all.remove();
            }
        }
    }

    @Override
    public IncomingResult result(ByteBuffer document) throws ControlException {
        return reports.begin(document);
    }

    @Override
    public void exitCode(int code) {
        words.exitCode(code);
    }

    @Override
    public void duration(DurationChange change) {
        words.duration(change);
    }

    @Override
    public void disconnect() throws IOException {
        cutAll();
        reports.flush();
        words.disconnect();
    }

    /** The end of one stream (CTL-14). */
    void end(int number) throws ControlException, IOException {
        Connection connection = find(number);
        if (connection != null) {
            try {
                lastOf(number, connection.parser()).end();
            } finally {
                removeClosed(connection.parser());
            }
        }
    }

    /** One stream is given up (CTL-12, REC-05). */
    void cut(int number) throws IOException {
        Connection connection = find(number);
        if (connection != null) {
            try {
                lastOf(number, connection.parser()).cut();
            } finally {
                removeClosed(connection.parser());
            }
        }
    }

    private ControlStream lastOf(int number, ControlStream stream) {
        moved.add(number);
        held -= stream.held();
        return stream;
    }

    /** Takes nothing more from any stream; for use inside and outside of {@link #feed}. */
    void cutAll() throws IOException {
        closing = true;
        held = 0;
        Closing all = new Closing();
        for (Connection connection : open.values()) {
            all.attempt(connection.parser()::cut);
        }
        all.throwFailure();
    }

    /** The test starts again, with streams of its own. */
    void restart() throws IOException {
        cutAll();
        open.clear();
        over.clear();
        moved.clear();
        acknowledged.clear();
        closing = false;
    }

    boolean waiting(int number) {
        Connection connection = open.get(number);
        return connection != null && connection.parser().waiting();
    }

    boolean insideResult(int number) {
        Connection connection = open.get(number);
        return connection != null && connection.parser().insideResult();
    }

    long position(int number) {
        Connection connection = open.get(number);
        return connection != null ? connection.parser().position() : over.getOrDefault(number, 0L);
    }

    Map<Integer, Long> positions() {
        Map<Integer, Long> all = new TreeMap<>(over);
        open.forEach((number, connection) -> all.put(number, connection.parser().position()));
        return all;
    }

    /** How far streams are stored, of those for which that has changed. */
    Map<Integer, Long> acknowledge() {
        Map<Integer, Long> changed = acknowledged;
        acknowledged = new HashMap<>();
        return changed;
    }

    @Override
    public void save(StateRecord record) {
        for (int number : moved) {
            Connection connection = open.get(number);
            if (connection == null) {
                long position = over.getOrDefault(number, 0L);
                SavedStreams.closed(record, number, position);
                acknowledged.put(number, position);
            } else if (connection.save(record, number)) {
                acknowledged.put(number, connection.parser().stored());
            }
        }
        moved.clear();
    }

    @Override
    public void restore(StateRecord record) throws IOException {
        if (Words.startsAgain(record)) {
            saved.restart();
        }
        saved.restore(record);
    }

    /** Goes on where the streams were (SUP-05). */
    void resume() throws IOException {
        closing = words.disconnected();
        saved.resume(this, limits.jsonBytes(), reports, open, over);
    }
}
