package org.atex.fmf.plan;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.core.test.TestRun;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/** The node of a test: section 16 of the fmf page. Immutable. */
public final class TestNode {

    private static final String REQUIRE = "require";
    private static final String RECOMMEND = "recommend";

    private final String name;
    private final Keys keys;
    private final Map<?, ?> data;
    private final boolean resolved;

    private TestNode(String name, Keys keys, Map<?, ?> data, boolean resolved) {
        this.name = name;
        this.keys = keys;
        this.data = data;
        this.resolved = resolved;
    }

    /**
     * The node of this name.
     *
     * @param data its data, adjusted
     */
    public static TestNode of(String name, Map<?, ?> data) {
        return of(name, data, FmfPlace.inNode(name));
    }

    /**
     * A test.
     *
     * @param name what it is to be called
     * @param data the data of its node, adjusted
     * @param place where the data come from, for messages
     */
    public static TestNode of(String name, Map<?, ?> data, FmfPlace place) {
        return new TestNode(name, Keys.of(place, data), data, false);
    }

    /**
     * The same with what its libraries need, too.
     *
     * @param require all entries, in which mappings are for libraries and files and so are there
     * @param recommend the same of what is not needed in any case
     */
    public TestNode withRequirements(
            List<? extends @Nullable Object> require, List<? extends @Nullable Object> recommend) {
        Map<Object, @Nullable Object> more = new LinkedHashMap<>(data);
        putUnlessBothEmpty(more, REQUIRE, require);
        putUnlessBothEmpty(more, RECOMMEND, recommend);
        return new TestNode(name, keys.with(more), more, true);
    }

    private static void putUnlessBothEmpty(
            Map<Object, @Nullable Object> data, String key, List<? extends @Nullable Object> list) {
        if (!list.isEmpty() || data.containsKey(key)) {
            data.put(key, list);
        }
    }

    /** Whether it is a test that is to be run: enabled, neither manual nor a story. */
    public boolean runs() {
        return keys.has("test")
                && keys.truth("enabled", true)
                && !keys.truth("manual", false)
                && !keys.truth("story", false);
    }

    /** The {@code path} key: where it runs instead of beside its metadata, without the slash. */
    public Optional<String> path() {
        return keys.text("path").map(this::relative);
    }

    private String relative(String path) {
        if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw keys.wrong("path", path, "a path in the tree that starts with '/'");
        }
        return path.replaceAll("^/+|/+$", "");
    }

    /**
     * The test run that the keys describe, but for its setup and directory.
     *
     * @throws org.atex.fmf.error.FmfFormatException if a key has no good value
     */
    public TestRun.Builder testRun() {
        return TestRun.named(name, script())
                .timeLimit(timeLimit())
                .priority(keys.number("extra-priority", 0))
                .tags(new LinkedHashSet<>(keys.texts("tag")))
                .require(packages(REQUIRE, true))
                .recommend(packages(RECOMMEND, resolved))
                .environment(keys.environment())
                .tty(keys.truth("tty", false))
                .metadata(PlainValues.of(data));
    }

    private String script() {
        if (keys.value("test") instanceof String script) {
            return script;
        }
        throw keys.wrong("test", keys.value("test"), "shell code");
    }

    private Duration timeLimit() {
        Object value = keys.value("duration");
        if (value == null) {
            return TestRun.DEFAULT_TIME_LIMIT;
        }
        boolean known = value instanceof String || value instanceof BigInteger;
        return (known ? TestDuration.parse(value.toString()) : Optional.<Duration>empty())
                .orElseThrow(() -> keys.wrong("duration", value, "a duration such as '1h 30m'"));
    }

    /** The packages; files come with the tree, and so do libraries once they are resolved. */
    private List<String> packages(String key, boolean mappings) {
        List<String> packages = new ArrayList<>();
        for (Object item : keys.items(key)) {
            if (item instanceof String text) {
                packages.add(text);
            } else if (!mappings || !(item instanceof Map<?, ?>)) {
                throw keys.wrong(
                        key, item, mappings ? "names of packages, or mappings" : "packages");
            }
        }
        return packages;
    }
}
