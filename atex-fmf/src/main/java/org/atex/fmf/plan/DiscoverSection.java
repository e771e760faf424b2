package org.atex.fmf.plan;

import java.util.List;
import java.util.Optional;

/**
 * One {@code discover} section with {@code how: fmf}.
 *
 * @param name the prefix of its tests, if it has one
 * @param tests patterns of names, of which one must be found; none: all names
 * @param filters filters that must all hold
 * @param excludes patterns of names to drop
 */
public record DiscoverSection(
        Optional<String> name, List<String> tests, List<String> filters, List<String> excludes) {

    private static final DiscoverSection EVERYTHING =
            new DiscoverSection(Optional.empty(), List.of(), List.of(), List.of());

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
        keys.text("url")
                .ifPresent(
                        url -> {
                            throw keys.wrong(
                                    "url",
                                    "remote tests (%s) are not supported yet".formatted(url));
                        });
        return new DiscoverSection(
                keys.text("name").map(name -> checked(name, keys)),
                keys.texts("test"),
                keys.texts("filter"),
                keys.texts("exclude"));
    }

    private static String checked(String name, Keys keys) {
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw keys.wrong("name", name, "the name of a directory");
        }
        return name;
    }
}
