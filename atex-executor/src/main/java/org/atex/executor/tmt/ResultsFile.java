package org.atex.executor.tmt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** A list of results that a test has written, in YAML or JSON (TMT-02). */
public final class ResultsFile {

    /** The longest that is read, in bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final LoadSettings YAML =
            LoadSettings.builder().setCodePointLimit(MAX_BYTES).setUseMarks(false).build();

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MAX_BYTES)
                                    .maxNameLength(MAX_BYTES)
                                    .maxNumberLength(MAX_BYTES)
                                    .build())
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .build();

    /**
     * Takes one result after the other.
     *
     * @param <E> what may go wrong with that
     */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        /** Takes the next one. */
        void take(LeftResult result) throws E;
    }

    private final byte[] content;
    private final boolean json;
    private final String test;

    private ResultsFile(byte[] content, boolean json, String test) {
        this.content = content;
        this.json = json;
        this.test = test;
    }

    /**
     * Checks a file, without keeping its results.
     *
     * @param name of the file, which ends in {@code .json} if it is that
     * @param test name of the test, which names of results may begin with
     * @throws UnreadableFileException if it is no list of results
     */
    public static ResultsFile check(String name, byte[] content, String test)
            throws UnreadableFileException {
        ResultsFile file = new ResultsFile(content, name.endsWith(".json"), test);
        file.<RuntimeException>read(result -> {});
        return file;
    }

    /**
     * Tells all results, in their order.
     *
     * @throws E if the taker does; no more are told then
     */
    public <E extends Exception> void forEach(Taker<E> results) throws E {
        try {
            read(results);
        } catch (UnreadableFileException e) {
            throw new IllegalStateException("it has been read before", e);
        }
    }

    private <E extends Exception> void read(Taker<E> results) throws UnreadableFileException, E {
        EntryReader<E> entries = new EntryReader<>(test, results);
        try {
            if (json) {
                readJson(entries);
            } else {
                readYaml(entries);
            }
        } catch (YamlEngineException | JacksonException e) {
            throw new UnreadableFileException(firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private <E extends Exception> void readYaml(EntryReader<E> entries)
            throws UnreadableFileException, E {
        InputStreamReader reader = new InputStreamReader(new ByteArrayInputStream(content), UTF_8);
        for (Event event : new Parse(YAML).parseReader(reader)) {
            switch (event.getEventId()) {
                case SequenceStart -> entries.listStarts();
                case MappingStart -> entries.mappingStarts();
                case SequenceEnd, MappingEnd -> entries.ends();
                case Scalar -> entries.scalar(text((ScalarEvent) event));
                case Alias -> entries.alias();
                default -> {}
            }
        }
    }

    private static @Nullable String text(ScalarEvent scalar) {
        boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        return plain && isNull(scalar.getValue()) ? null : scalar.getValue();
    }

    private static boolean isNull(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    private <E extends Exception> void readJson(EntryReader<E> entries)
            throws UnreadableFileException, E {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), content, 0, content.length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_ARRAY -> entries.listStarts();
                    case START_OBJECT -> entries.mappingStarts();
                    case END_ARRAY, END_OBJECT -> entries.ends();
                    case VALUE_NULL -> entries.scalar(null);
                    default -> entries.scalar(parser.getString());
                }
            }
        }
    }
}
