package org.atex.executor.tmt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.Status;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Says results as a test would on its control stream. */
public final class ResultDocuments {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ResultDocuments() {}

    /**
     * A file that belongs to a result, which is not complete by it.
     *
     * @param subtest empty: the test itself
     * @param length in bytes, which are to follow
     */
    public static byte[] file(Optional<String> subtest, String name, long length) {
        Map<String, Object> values = start(subtest, true);
        values.put("files", List.of(Map.of("name", name, "length", length)));
        return words(values);
    }

    /** All else of a result; of the test itself, without its status (TMT-04). */
    public static byte[] result(LeftResult result) {
        boolean ofTest = result.subtest().isEmpty();
        Map<String, Object> values = start(result.subtest(), ofTest);
        if (!ofTest) {
            result.status().ifPresent(status -> values.put("status", status));
        }
        result.note().ifPresent(note -> values.put("note", note));
        return words(values);
    }

    /** A note for the test itself. */
    public static byte[] note(String text) {
        Map<String, Object> values = start(Optional.empty(), true);
        values.put("note", text);
        return words(values);
    }

    /**
     * The one result of a test that says nothing itself: all its output.
     *
     * @param status empty: not known yet, so that more is to follow
     * @param file the name of its output
     */
    public static byte[] output(Optional<Status> status, String file) {
        Map<String, Object> values = start(Optional.empty(), status.isEmpty());
        status.ifPresent(known -> values.put("status", known.word()));
        values.put("testout", file);
        return words(values);
    }

    private static Map<String, Object> start(Optional<String> subtest, boolean partial) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (partial) {
            values.put("partial", true);
        }
        subtest.ifPresent(name -> values.put("name", name));
        return values;
    }

    private static byte[] words(Map<String, Object> values) {
        String document = MAPPER.writeValueAsString(values);
        return "result %d\n%s".formatted(document.length(), document).getBytes(US_ASCII);
    }
}
