package org.atex.fmf.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.core.test.SystemSetup;
import org.atex.fmf.error.FmfPlace;

/**
 * One plan: which tests it discovers, and what a system needs for them.
 *
 * @param name of its node; empty for the plan of those who name none
 * @param sections where its tests come from, at least one
 * @param setup prepare and finish steps and environment; without a tree
 */
public record Plan(String name, List<DiscoverSection> sections, SystemSetup setup) {

    private static final Plan EMPTY =
            new Plan("", List.of(DiscoverSection.everything()), SystemSetup.none());

    /** Copies the list. */
    public Plan {
        sections = List.copyOf(sections);
    }

    /** All tests of a tree, on systems as they are. */
    public static Plan empty() {
        return EMPTY;
    }

    /**
     * Reads the node of a plan.
     *
     * @param name the full name of the node
     * @param data its data, adjusted
     * @throws org.atex.fmf.error.FmfFormatException if a key has no good value
     */
    public static Plan read(String name, Map<?, ?> data) {
        return read(name, data, FmfPlace.inNode(name));
    }

    /**
     * Reads the node of a plan.
     *
     * @param name the full name of the node
     * @param data its data, adjusted
     * @param place where the data come from, for messages
     * @throws org.atex.fmf.error.FmfFormatException if a key has no good value
     */
    public static Plan read(String name, Map<?, ?> data, FmfPlace place) {
        Keys keys = Keys.of(place, data);
        return new Plan(name, sections(keys), SetupKeys.read(keys));
    }

    private static List<DiscoverSection> sections(Keys keys) {
        List<DiscoverSection> sections =
                keys.mappings("discover").stream()
                        .filter(section -> section.text("how").orElse("fmf").equals("fmf"))
                        .map(DiscoverSection::read)
                        .toList();
        if (sections.isEmpty()) {
            throw keys.wrong("discover", "there is no section with 'how: fmf'");
        }
        if (sections.size() > 1) {
            checkNames(sections, keys);
        }
        return sections;
    }

    private static void checkNames(List<DiscoverSection> sections, Keys keys) {
        Set<String> names = new HashSet<>();
        for (DiscoverSection section : sections) {
            String name =
                    section.name()
                            .orElseThrow(
                                    () ->
                                            keys.wrong(
                                                    "discover",
                                                    "one of several sections has no name"));
            if (!names.add(name)) {
                throw keys.wrong("discover", "two sections have the name '%s'".formatted(name));
            }
        }
    }
}
