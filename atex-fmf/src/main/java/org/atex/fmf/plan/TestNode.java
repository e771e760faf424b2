package org.atex.fmf.plan;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.atex.core.test.TestRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node of a test: section 16 of the fmf page. Immutable. */
public final class TestNode {

    private static final Logger log = LoggerFactory.getLogger(TestNode.class);

    private final String name;
    private final Map<?, ?> data;
    private final Keys keys;

    private TestNode(String name, Map<?, ?> data) {
        this.name = name;
        this.data = data;
        this.keys = Keys.of(name, data);
    }

    /**
     * The node of this name.
     *
     * @param data its data, adjusted
     */
    public static TestNode of(String name, Map<?, ?> data) {
        return new TestNode(name, data);
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
                .require(require())
                .recommend(keys.texts("recommend"))
                .environment(keys.environment())
                .tty(keys.truth("tty", false))
                .metadata(PlainValues.of(data));
    }

    private String script() {
        if (data.get("test") instanceof String script) {
            return script;
        }
        throw keys.wrong("test", data.get("test"), "shell code");
    }

    private Duration timeLimit() {
        Object value = data.get("duration");
        if (value == null) {
            return TestRun.DEFAULT_TIME_LIMIT;
        }
        boolean known = value instanceof String || value instanceof BigInteger;
        return (known ? TestDuration.parse(value.toString()) : Optional.<Duration>empty())
                .orElseThrow(() -> keys.wrong("duration", value, "a duration such as '1h 30m'"));
    }

    /** The packages; files come with the tree, and libraries are not fetched yet. */
    private List<String> require() {
        List<String> packages = new ArrayList<>();
        for (Object item : keys.items("require")) {
            if (item instanceof Map<?, ?> mapping) {
                passOver(mapping);
            } else if (item instanceof String text) {
                packages.add(text);
            } else {
                throw keys.wrong("require", item, "names of packages, or mappings");
            }
        }
        return packages;
    }

    private void passOver(Map<?, ?> requirement) {
        if (!Objects.equals(requirement.get("type"), "file")) {
            log.warn("{}: libraries are not fetched yet: {}", name, requirement);
        }
    }
}
