package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.ControlReceiver;
import org.atex.executor.control.ControlStream;
import org.atex.executor.control.Place;
import org.jspecify.annotations.Nullable;

/** How control streams look in the state log. */
final class SavedStreams {

    /** The offset of each stream, and where in its syntax that is. */
    private static final String STREAMS = "streams";

    /** Parts of long documents, each byte as the character of its code, behind what is known. */
    private static final String DOCUMENTS = "documents";

    /** The results of the streams that are inside the data of one. */
    private static final String REPORTS = "reports";

    private static final String CLOSED = "closed";
    private static final String LINE = "line";
    private static final String DOCUMENT = "document";
    private static final String DATA = "data";

    private final Map<Integer, List<?>> streams = new HashMap<>();
    private final Map<Integer, ByteArrayOutputStream> documents = new HashMap<>();
    private final Map<Integer, Map<String, @Nullable Object>> reports = new HashMap<>();

    static void closed(StateRecord record, int number, long offset) {
        put(record, STREAMS, number, List.of(CLOSED, offset));
    }

    static void line(StateRecord record, int number, long offset) {
        put(record, STREAMS, number, List.of(LINE, offset));
    }

    static void document(
            StateRecord record, int number, long offset, Place.Document document, int known) {
        put(record, STREAMS, number, List.of(DOCUMENT, offset, document.length()));
        byte[] added = new byte[document.soFar().remaining() - known];
        document.soFar().get(known, added);
        put(record, DOCUMENTS, number, List.of(known, new String(added, ISO_8859_1)));
    }

    static void report(StateRecord record, int number, ResultReport report) {
        put(record, REPORTS, number, report.document());
    }

    static void data(StateRecord record, int number, long offset, ResultIntake result) {
        put(record, STREAMS, number, List.of(DATA, offset, result.place()));
    }

    private static void put(StateRecord record, String key, int number, Object value) {
        record.part(key).put(String.valueOf(number), value);
    }

    /** Takes what the other methods have put. */
    void restore(StateRecord record) throws IOException {
        for (Map.Entry<String, ?> each : record.object(DOCUMENTS).entrySet()) {
            restoreDocument(number(each.getKey()), StateRecord.list(each.getValue(), 2));
        }
        for (Map.Entry<String, ?> each : record.object(REPORTS).entrySet()) {
            reports.put(number(each.getKey()), StateRecord.object(each.getValue()));
        }
        for (Map.Entry<String, ?> each : record.object(STREAMS).entrySet()) {
            int number = number(each.getKey());
            List<?> stream = StateRecord.list(each.getValue());
            streams.put(number, stream);
            forget(number, stream);
        }
    }

    private static int number(String key) throws IOException {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw StateRecord.corrupt("no stream", key);
        }
    }

    private void restoreDocument(int number, List<?> part) throws IOException {
        int known = StateRecord.smallCount(part.get(0));
        if (known == 0) {
            documents.put(number, new ByteArrayOutputStream());
        }
        ByteArrayOutputStream document = documents.get(number);
        if (document == null || document.size() != known) {
            throw StateRecord.corrupt("no part of a document", known);
        }
        document.writeBytes(StateRecord.text(part.get(1)).getBytes(ISO_8859_1));
    }

    /** What is complete is not needed any more. */
    private void forget(int number, List<?> stream) {
        if (!stream.contains(DOCUMENT)) {
            documents.remove(number);
        }
        if (!stream.contains(DATA)) {
            reports.remove(number);
        }
    }

    /** The test was started again: its streams are new ones. */
    void restart() {
        streams.clear();
        documents.clear();
        reports.clear();
    }

    /** Makes the streams. */
    void resume(
            ControlReceiver words,
            int maxDocument,
            Reports intakes,
            Map<Integer, Connection> open,
            Map<Integer, Long> over)
            throws IOException {
        for (Map.Entry<Integer, List<?>> each : streams.entrySet()) {
            int number = each.getKey();
            List<?> stream = each.getValue();
            long offset = StateRecord.count(element(stream, 1));
            if (CLOSED.equals(element(stream, 0))) {
                over.put(number, offset);
            } else {
                Place place = place(number, stream, maxDocument, intakes);
                ControlStream parser = new ControlStream(words, maxDocument, offset, place);
                open.put(number, new Connection(parser));
            }
        }
        restart();
    }

    private Place place(int number, List<?> stream, int maxDocument, Reports intakes)
            throws IOException {
        String kind = StateRecord.text(element(stream, 0));
        return switch (kind) {
            case LINE -> new Place.Line();
            case DOCUMENT -> document(number, element(stream, 2), maxDocument);
            case DATA -> data(number, element(stream, 2), intakes);
            default -> throw StateRecord.corrupt("no stream", kind);
        };
    }

    private static @Nullable Object element(List<?> stream, int index) throws IOException {
        if (index >= stream.size()) {
            throw StateRecord.corrupt("no stream", stream);
        }
        return stream.get(index);
    }

    private Place document(int number, @Nullable Object length, int maxDocument)
            throws IOException {
        ByteArrayOutputStream soFar = documents.get(number);
        int expected = StateRecord.smallCount(length);
        if (soFar == null || expected > maxDocument || soFar.size() >= expected) {
            throw StateRecord.corrupt("no document", length);
        }
        return new Place.Document(expected, ByteBuffer.wrap(soFar.toByteArray()));
    }

    private Place data(int number, @Nullable Object place, Reports intakes) throws IOException {
        Map<String, @Nullable Object> report = reports.get(number);
        if (report == null) {
            throw StateRecord.corrupt("no result", place);
        }
        try {
            ResultIntake intake = intakes.intake(new LinkedHashMap<>(report));
            intake.resume(StateRecord.list(place, 4));
            return new Place.Data(intake);
        } catch (ControlException e) {
            throw new IOException("the state log is corrupt: " + e.getMessage(), e);
        }
    }
}
