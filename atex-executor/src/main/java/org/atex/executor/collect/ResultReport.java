package org.atex.executor.collect;

import static org.atex.executor.control.ControlException.badReport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/**
 * A document that is a result, checked (RES-02).
 *
 * @param name of the subtest, empty for the test itself
 * @param values what is to be stored: without {@code partial} and {@code testout}, {@code name}
 *     only if it has one, {@code files} as a sorted set of normalised names
 * @param uploads the files whose data follows, in their order
 * @param testout under which name to add the output, if at all
 * @param partial whether more will follow
 */
record ResultReport(
        String name,
        Map<String, @Nullable Object> values,
        List<Upload> uploads,
        @Nullable Testout testout,
        boolean partial) {

    /**
     * A file whose data follows.
     *
     * @param path normalised, below {@code files}
     * @param asSent what the test called it
     * @param length in bytes
     */
    record Upload(String path, String asSent, long length) {

        private Map<String, Object> entry() {
            return Map.of("name", asSent, "length", length);
        }
    }

    static ResultReport of(Map<String, @Nullable Object> values) throws ControlException {
        String name = text(values, "name");
        if (name == null || name.isEmpty()) {
            values.remove("name");
            name = "";
        }
        text(values, "status");
        text(values, "note");
        Testout testout = testout(values, name);
        boolean partial = partial(values);
        return new ResultReport(name, values, uploads(values, name), testout, partial);
    }

    private static @Nullable String text(Map<String, @Nullable Object> values, String key)
            throws ControlException {
        Object value = values.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw badReport("'%s' is not a string".formatted(key));
    }

    private static @Nullable Testout testout(Map<String, @Nullable Object> values, String name)
            throws ControlException {
        if (!values.containsKey("testout")) {
            return null;
        }
        String testout = text(values, "testout");
        values.remove("testout");
        if (testout == null || testout.isEmpty()) {
            throw badReport("'testout' specified, but empty");
        }
        return Testout.of(name, testout);
    }

    private static boolean partial(Map<String, @Nullable Object> values) throws ControlException {
        Object partial = values.remove("partial");
        if (partial == null || partial instanceof Boolean) {
            return Boolean.TRUE.equals(partial);
        }
        throw badReport("'partial' is not a boolean");
    }

    private static List<Upload> uploads(Map<String, @Nullable Object> values, String name)
            throws ControlException {
        Object files = values.get("files");
        if (files == null) {
            return List.of();
        }
        if (!(files instanceof List<?> entries)) {
            throw badReport("'files' is not an array");
        }
        String directory = ArtifactNames.normalise(name);
        TreeSet<String> names = new TreeSet<>(ArtifactNames.BY_CODE_POINT);
        List<Upload> uploads = new ArrayList<>(entries.size());
        for (Object entry : entries) {
            uploads.add(upload(entry, directory, names));
        }
        values.put("files", names);
        return uploads;
    }

    private static Upload upload(@Nullable Object entry, String directory, TreeSet<String> names)
            throws ControlException {
        if (!(entry instanceof Map<?, ?> file)) {
            throw badReport("an element of 'files' is not an object");
        }
        if (!(file.get("name") instanceof String asSent) || asSent.isEmpty()) {
            throw badReport("an element of 'files' has no name");
        }
        String normalised = ArtifactNames.normalise(asSent);
        String path = ArtifactNames.file(directory, normalised, asSent);
        names.add(normalised);
        return new Upload(path, asSent, length(file.get("length"), asSent));
    }

    private static long length(@Nullable Object value, String asSent) throws ControlException {
        OptionalLong length = OptionalLong.empty();
        if (value instanceof JsonNumber number) {
            length = number.length();
        } else if (value instanceof String digits) {
            length = JsonNumber.parse(digits);
        }
        return length.orElseThrow(
                () -> badReport("file '%s' has no valid length".formatted(asSent)));
    }

    /** A document that {@link #of} makes the same report of, once more (SUP-05). */
    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(values);
        if (values.get("files") != null) {
            document.put("files", uploads.stream().map(Upload::entry).toList());
        }
        if (testout != null) {
            document.put("testout", testout.asSent());
        }
        if (partial) {
            document.put("partial", true);
        }
        return document;
    }
}
