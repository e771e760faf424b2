package org.atex.fmf.plan;

import java.util.List;
import java.util.Optional;
import org.atex.fmf.value.PythonPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code discover} section with {@code how: fmf}: section 14 of the fmf page.
 *
 * @param name the prefix of its tests and of their directories, if it has one
 * @param remote where its tree is, if it is not that of the plan
 * @param tests patterns of names, of which one must be found; none: all names
 * @param filters filters that must all hold
 * @param excludes patterns of names to drop
 */
public record DiscoverSection(
        Optional<String> name,
        Optional<Remote> remote,
        List<String> tests,
        List<String> filters,
        List<String> excludes) {

    private static final Logger log = LoggerFactory.getLogger(Plan.class);
    private static final DiscoverSection EVERYTHING =
            new DiscoverSection(
                    Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());

    /**
     * A tree in a git repository.
     *
     * @param url of the repository
     * @param ref branch, tag, commit, or {@code @} and a file that names one
     * @param path of the tree inside the repository
     */
    public record Remote(String url, Optional<String> ref, Optional<String> path) {}

    /** Copies the lists. */
    public DiscoverSection {
        tests = List.copyOf(tests);
        filters = List.copyOf(filters);
        excludes = List.copyOf(excludes);
    }

    /** All tests of the tree. */
    public static DiscoverSection everything() {
        return EVERYTHING;
    }

    static DiscoverSection read(Keys keys) {
        return new DiscoverSection(
                keys.text("name").map(name -> checked(name, keys)),
                remote(keys),
                patterns("test", keys),
                keys.texts("filter"),
                patterns("exclude", keys));
    }

    private static Optional<Remote> remote(Keys keys) {
        Optional<String> url = keys.text("url");
        Optional<String> ref = keys.text("ref");
        Optional<String> path = keys.text("path");
        if (url.isEmpty() && (ref.isPresent() || path.isPresent())) {
            log.warn("Without a url, ref and path mean nothing ({})", keys.place("url"));
        }
        return url.map(repository -> new Remote(repository, ref, path));
    }

    private static List<String> patterns(String key, Keys keys) {
        List<String> patterns = keys.texts(key);
        patterns.forEach(pattern -> PythonPattern.compile(pattern, keys.place(key)));
        return patterns;
    }

    private static String checked(String name, Keys keys) {
        boolean path = name.contains("/") || name.indexOf('\0') >= 0;
        if (path || name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw keys.wrong("name", name, "the name of a directory");
        }
        return name;
    }
}
