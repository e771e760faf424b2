package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badReport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object in strict UTF-8 after RFC 8259 (RES-01).
 *
 * <p>Values are null, Boolean, String, {@link JsonNumber}, List and Map; maps keep the order of
 * their keys. Only ArrayLists and LinkedHashMaps may be changed.
 *
 * <p>Written for this one purpose: most documents are tiny and come by the hundred thousand, and
 * some are hostile. Nothing in it takes time or memory beyond the size of the document.
 */
final class JsonReader {

    private final int maxDepth;
    private final JsonText text = new JsonText();
    private int depth;

    /** Makes a reader for documents of at most this many levels (LIM-02). */
    JsonReader(int depth) {
        maxDepth = depth;
    }

    /** Reads what remains in the buffer. */
    Map<String, @Nullable Object> object(ByteBuffer document) throws ControlException {
        text.begin(document);
        depth = 0;
        if (text.next() != '{') {
            throw badReport("result is not a JSON object");
        }
        Map<String, @Nullable Object> object = object();
        text.expectEnd();
        return object;
    }

    /** Deep as the document, and that has a limit. */
    private @Nullable Object value(int first) throws ControlException {
        return switch (first) {
            case '"' -> text.string();
            case '{' -> smallObject();
            case '[' -> array();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> text.number();
        };
    }

    private @Nullable Object literal(String word, @Nullable Object value) throws ControlException {
        text.expect(word);
        return value;
    }

    private void enter() throws ControlException {
        if (++depth > maxDepth) {
            throw text.error("more than %d levels".formatted(maxDepth));
        }
    }

    private Map<String, @Nullable Object> object() throws ControlException {
        enter();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        int next = text.next();
        if (next != '}') {
            member(next, object);
            while (text.more('}')) {
                member(text.next(), object);
            }
        }
        depth--;
        return object;
    }

    private void member(int first, Map<String, @Nullable Object> object) throws ControlException {
        if (first != '"') {
            throw text.error("not a key");
        }
        String key = text.key();
        if (text.next() != ':') {
            throw text.error("not a colon");
        }
        object.put(key, value(text.next()));
    }

    /** Objects and arrays of next to nothing take next to no memory: there may be millions. */
    private Map<String, @Nullable Object> smallObject() throws ControlException {
        Map<String, @Nullable Object> object = object();
        if (object.size() > 1) {
            return object;
        }
        for (Map.Entry<String, @Nullable Object> only : object.entrySet()) {
            return Collections.singletonMap(only.getKey(), only.getValue());
        }
        return Collections.emptyMap();
    }

    private List<@Nullable Object> array() throws ControlException {
        enter();
        ArrayList<@Nullable Object> array = new ArrayList<>();
        int next = text.next();
        if (next != ']') {
            array.add(value(next));
            while (text.more(']')) {
                array.add(value(text.next()));
            }
        }
        array.trimToSize();
        depth--;
        return array.isEmpty() ? Collections.emptyList() : array;
    }
}
