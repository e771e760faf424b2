package org.atex.executor.control;

import static org.atex.executor.control.ControlException.badControl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a test, parsed as its bytes come in (sections 2 and 3 of the execution
 * specification). How they are split over calls has no meaning.
 *
 * <p>Not safe for use by several threads; streams that share a {@link ControlReceiver} share a
 * lock, which callers hold.
 */
public final class ControlStream {

    private static final Logger LOG = LoggerFactory.getLogger(ControlStream.class);

    /** A document of which more has come than this is not asked for again (SUP-05). */
    private static final int SHORT = 32 * 1024;

    private enum State {
        LINE,
        DOCUMENT,
        DATA,
        CLOSED
    }

    private final ControlReceiver receiver;
    private final int maxDocument;
    private final LineBuffer line = new LineBuffer();
    private final DocumentBuffer document = new DocumentBuffer();
    private State state = State.LINE;
    private @Nullable IncomingResult result;
    private int documentLength;
    private boolean waiting;
    private long position;

    /** Behind the last word that was obeyed; never inside a line or a document. */
    private long obeyed;

    /**
     * Makes the parser of a connection that has just been accepted.
     *
     * @param receiver hears of what comes in
     * @param maxDocument longest JSON document, in bytes (LIM-01)
     */
    public ControlStream(ControlReceiver receiver, int maxDocument) {
        this.receiver = Objects.requireNonNull(receiver, "receiver");
        this.maxDocument = maxDocument;
    }

    /**
     * Makes a parser that goes on where another one was.
     *
     * @param offset its {@link #stored} at that time
     * @param place its {@link #place} at that time
     */
    public ControlStream(ControlReceiver receiver, int maxDocument, long offset, Place place) {
        this(receiver, maxDocument);
        this.position = offset;
        this.obeyed = offset;
        if (place instanceof Place.Document begun) {
            document.expect(begun.length());
            document.fill(begun.soFar());
            state = State.DOCUMENT;
        } else if (place instanceof Place.Data begun) {
            result = begun.result();
            state = State.DATA;
        }
    }

    /**
     * Obeys bytes. They are consumed, except while this stream has to wait for another one ({@link
     * #waiting}); then the caller keeps what remains and feeds it again when any other stream has
     * moved on or ended.
     *
     * @throws ControlException if the stream is broken; it is closed then, and the test over
     * @throws IOException if the runner cannot go on; the stream is closed then
     */
    public void feed(ByteBuffer bytes) throws ControlException, IOException {
        waiting = false;
        try {
            boolean more = true;
            while (more) {
                more = step(bytes);
            }
        } catch (ControlException | IOException | RuntimeException e) {
            cleanUpAfter(e);
            throw e;
        }
    }

    private void cleanUpAfter(Exception reason) {
        try {
            dropResult();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private boolean step(ByteBuffer bytes) throws ControlException, IOException {
        int before = bytes.position();
        boolean more =
                switch (state) {
                    case LINE -> takeLine(bytes);
                    case DOCUMENT -> takeDocument(bytes);
                    case DATA -> takeData(bytes);
                    case CLOSED -> discard(bytes);
                };
        position += bytes.position() - before;
        if (state != State.DOCUMENT && line.isEmpty()) {
            obeyed = position;
        }
        return more;
    }

    private static boolean discard(ByteBuffer bytes) {
        bytes.position(bytes.limit());
        return false;
    }

    private boolean takeLine(ByteBuffer bytes) throws ControlException, IOException {
        if (!line.fill(bytes)) {
            return false;
        }
        obey(line.take());
        return true;
    }

    private void obey(ControlLine words) throws ControlException, IOException {
        switch (words.word()) {
            case "result" -> expectDocument(words.number(0, Long.MAX_VALUE));
            case "exitcode" -> receiver.exitCode(words.exitCode());
            case "duration" -> receiver.duration(words.duration());
            case "disconnect" -> disconnect();
            case "noop" -> {}
            default -> throw badControl("unknown control word: " + words);
        }
    }

    private void expectDocument(long length) throws ControlException {
        if (length == 0 || length > maxDocument) {
            throw badControl("result of %d bytes, expected 1 to %d".formatted(length, maxDocument));
        }
        document.expect((int) length);
        state = State.DOCUMENT;
    }

    private void disconnect() throws IOException {
        close();
        receiver.disconnect();
    }

    private boolean takeDocument(ByteBuffer bytes) throws ControlException, IOException {
        ByteBuffer complete = document.fill(bytes);
        if (complete == null) {
            return false;
        }
        documentLength = complete.remaining();
        result = receiver.result(complete);
        document.release();
        state = State.DATA;
        return true;
    }

    private boolean takeData(ByteBuffer bytes) throws ControlException, IOException {
        IncomingResult incoming = Objects.requireNonNull(result);
        if (incoming.data(bytes)) {
            result = null;
            state = State.LINE;
            return true;
        }
        waiting = bytes.hasRemaining();
        return false;
    }

    /**
     * The connection has come to its end (CTL-14). Does nothing once closed.
     *
     * @throws ControlException if it ends inside a result
     * @throws IOException if the runner cannot go on
     */
    public void end() throws ControlException, IOException {
        boolean inside = insideResult();
        warnOfUnfinishedLine();
        dropResult();
        if (inside) {
            throw badControl("EOF when reading data");
        }
    }

    /**
     * The connection was lost or is given up, without a word of the test's: a result that is not
     * complete is dropped (CTL-12, REC-05). Does nothing once closed.
     *
     * @throws IOException if the runner cannot go on
     */
    public void cut() throws IOException {
        if (insideResult()) {
            LOG.warn("a result that was not complete is dropped with its connection");
        }
        warnOfUnfinishedLine();
        dropResult();
    }

    private void warnOfUnfinishedLine() {
        if (state == State.LINE && !line.isEmpty()) {
            LOG.warn("a control line without its end is dropped: {}", line);
        }
    }

    private void dropResult() throws IOException {
        IncomingResult incoming = result;
        close();
        if (incoming != null) {
            incoming.drop();
        }
    }

    private void close() {
        state = State.CLOSED;
        result = null;
        waiting = false;
        document.release();
    }

    /** Whether bytes were left because another stream stores to the same path (CTL-16). */
    public boolean waiting() {
        return waiting;
    }

    /** Whether a result has begun that is not complete (CTL-18). */
    public boolean insideResult() {
        return state == State.DOCUMENT || state == State.DATA;
    }

    /** Whether it takes words no more: ended, cut, broken, or after {@code disconnect}. */
    public boolean closed() {
        return state == State.CLOSED;
    }

    /** How many bytes it has taken. */
    public long position() {
        return position;
    }

    /** How many bytes of JSON it keeps in memory, as a document or as a result. */
    public int held() {
        return switch (state) {
            case DOCUMENT -> document.length();
            case DATA -> documentLength;
            case LINE, CLOSED -> 0;
        };
    }

    /**
     * From which offset on bytes have to come for a parser that is made from the {@link #place} of
     * this one. It is at most some 36 KiB behind {@link #position}.
     */
    public long stored() {
        return insideLongDocument() || closed() ? position : obeyed;
    }

    /** What a parser has to know that goes on at {@link #stored}; of one that is not closed. */
    public Place place() {
        if (insideLongDocument()) {
            return new Place.Document(document.expected(), document.soFar());
        }
        return result == null ? new Place.Line() : new Place.Data(result);
    }

    private boolean insideLongDocument() {
        return state == State.DOCUMENT && document.length() > SHORT;
    }
}
