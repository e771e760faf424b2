package org.atex.report.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON document, read value by value in the order in which it is expected. What is skipped
 * costs no memory. For one thread.
 */
public final class JsonLine {

    /** Names are not remembered: whoever wrote the line chose them. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(1000)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final JsonParser parser;

    JsonLine(byte[] buffer, int offset, int length) {
        parser = JSON.createParser(ObjectReadContext.empty(), buffer, offset, length);
    }

    /** An object begins here. */
    public void beginObject() throws BadLineException {
        expect(JsonToken.START_OBJECT, "a JSON object");
    }

    /** The next key of the object, or null at its end. */
    public @Nullable String nextKey() throws BadLineException {
        return nextToken() == JsonToken.END_OBJECT ? null : parser.currentName();
    }

    /** An array begins here. */
    public void beginArray() throws BadLineException {
        expect(JsonToken.START_ARRAY, "a JSON array");
    }

    /** The array ends here. */
    public void endArray() throws BadLineException {
        expect(JsonToken.END_ARRAY, "the end of the array");
    }

    /** A text, or nothing for {@code null}. */
    public Optional<String> text(String what) throws BadLineException {
        JsonToken token = nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (token != JsonToken.VALUE_STRING) {
            throw bad("'%s' is no text".formatted(what));
        }
        return Optional.of(string());
    }

    /** A text. */
    public String requiredText(String what) throws BadLineException {
        Optional<String> text = text(what);
        if (text.isEmpty()) {
            throw bad("'%s' is missing".formatted(what));
        }
        return text.get();
    }

    /** An array of texts, empty for {@code null}. */
    public List<String> texts(String what) throws BadLineException {
        JsonToken token = nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (token != JsonToken.START_ARRAY) {
            throw bad("'%s' is no array".formatted(what));
        }
        List<String> texts = new ArrayList<>();
        while (nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw bad("'%s' holds something else than texts".formatted(what));
            }
            texts.add(string());
        }
        return texts;
    }

    /** A value of any kind, that is of no interest. */
    public void skip() throws BadLineException {
        nextToken();
        try {
            parser.skipChildren();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Nothing more comes. */
    public void end() throws BadLineException {
        if (nextToken() != null) {
            throw bad("more than one JSON value");
        }
    }

    private void expect(JsonToken token, String what) throws BadLineException {
        if (nextToken() != token) {
            throw bad("expected " + what);
        }
    }

    private @Nullable JsonToken nextToken() throws BadLineException {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private String string() throws BadLineException {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private BadLineException bad(String problem) {
        return at(problem, parser.currentTokenLocation());
    }

    private BadLineException broken(JacksonException e) {
        return e instanceof StreamConstraintsException
                ? at("nested too deeply", parser.currentLocation())
                : at("no JSON", parser.currentLocation());
    }

    private static BadLineException at(String problem, TokenStreamLocation where) {
        return new BadLineException("%s, column %d".formatted(problem, where.getColumnNr()));
    }
}
