package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.atex.executor.control.ControlException.badReport;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON object in strict UTF-8 after RFC 8259 (RES-01).
 *
 * <p>Values are null, Boolean, String, {@link JsonNumber}, List and Map; maps keep the order of
 * their keys. Only ArrayLists and LinkedHashMaps may be changed.
 */
final class JsonReader {

    private static final int KEPT = 16 * 1024;

    private final JsonFactory factory;
    private final CharsetDecoder decoder =
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private CharBuffer chars = CharBuffer.allocate(KEPT);

    /** Makes a reader for documents of at most this many levels (LIM-02). */
    JsonReader(int depth) {
        factory =
                JsonFactory.builder()
                        .streamReadConstraints(onlyDepth(depth))
                        // a table of names that a test can fill is of no use
                        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                        .build();
    }

    /** The size of a document is limited already, and thereby that of all its parts. */
    private static StreamReadConstraints onlyDepth(int depth) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
    }

    Map<String, @Nullable Object> object(ByteBuffer document) throws ControlException {
        CharBuffer text = decode(document);
        try (JsonParser parser =
                factory.createParser(
                        ObjectReadContext.empty(), text.array(), 0, text.remaining())) {
            return document(parser);
        } catch (JacksonException e) {
            throw badReport("result is not JSON: " + e.getOriginalMessage(), e);
        } finally {
            release();
        }
    }

    private CharBuffer decode(ByteBuffer document) throws ControlException {
        if (chars.capacity() < document.remaining()) {
            chars = CharBuffer.allocate(document.remaining());
        }
        chars.clear();
        try {
            CoderResult result = decoder.reset().decode(document, chars, true);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw badReport("result is not UTF-8", e);
        }
        SurrogateEscapes.replaceIn(chars.flip());
        return chars;
    }

    private void release() {
        if (chars.capacity() > KEPT) {
            chars = CharBuffer.allocate(KEPT);
        }
    }

    private static Map<String, @Nullable Object> document(JsonParser parser)
            throws ControlException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw badReport("result is not a JSON object");
        }
        Map<String, @Nullable Object> object = object(parser);
        if (parser.nextToken() != null) {
            throw badReport("result is more than one JSON object");
        }
        return object;
    }

    /** Deep as the document, and that has a limit. */
    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> smallObject(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonNumber.of(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    /** Objects and arrays of next to nothing take next to no memory: there may be millions. */
    private static Map<String, @Nullable Object> smallObject(JsonParser parser) {
        Map<String, @Nullable Object> object = object(parser);
        if (object.size() > 1) {
            return object;
        }
        for (Map.Entry<String, @Nullable Object> only : object.entrySet()) {
            return Collections.singletonMap(only.getKey(), only.getValue());
        }
        return Collections.emptyMap();
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        ArrayList<@Nullable Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        array.trimToSize();
        return array.isEmpty() ? Collections.emptyList() : array;
    }
}
