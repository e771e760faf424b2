package org.atex.executor.tmt;

import java.util.Optional;

/** What a name in a report is about, as the commands for tests see it (HLP-04). */
final class SubtestName {

    private SubtestName() {}

    /** The subtest; empty for the test itself. */
    static Optional<String> of(String name, String test) {
        String subtest = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
        if (subtest.equals("/") || subtest.equals(test)) {
            return Optional.empty();
        }
        if (!test.isEmpty() && subtest.startsWith(test + "/")) {
            subtest = subtest.substring(test.length() + 1);
        } else if (subtest.startsWith("/")) {
            subtest = subtest.substring(1);
        }
        return subtest.isEmpty() ? Optional.empty() : Optional.of(subtest);
    }
}
