package org.atex.report.files;

import java.util.HashSet;
import java.util.Set;
import org.atex.core.result.SinkException;

/** Which tests were ingested, and so under which name the next one goes (AGG-08). */
final class IngestedTests {

    private final boolean allowDuplicates;
    private final Set<Key> taken = new HashSet<>();

    IngestedTests(boolean allowDuplicates) {
        this.allowDuplicates = allowDuplicates;
    }

    private record Key(String platform, String test) {}

    /**
     * The name for a test, with a number if its own is taken.
     *
     * @throws SinkException of kind {@code duplicate} if it is taken and may not be
     */
    String nameFor(String platform, String test) {
        String name = test;
        for (int number = 1; taken.contains(new Key(platform, name)); number++) {
            if (!allowDuplicates) {
                throw new SinkException(
                        SinkException.Kind.DUPLICATE,
                        "%s: it has a result on '%s' already".formatted(test, platform));
            }
            name = "%s (%d)".formatted(test, number);
        }
        return name;
    }

    void add(String platform, String name) {
        taken.add(new Key(platform, name));
    }
}
