package org.atex.core.orchestrate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.JournalEntry;
import org.atex.core.journal.TestHistory;
import org.atex.core.test.TestRun;

/**
 * The tests of a run in given order, each once (ORC-02).
 *
 * @param tests not empty
 */
record TestList(List<TestRun> tests) {

    static TestList of(List<TestRun> given) {
        if (given.isEmpty()) {
            throw new InvalidArgumentException("there are no tests to run");
        }
        return new TestList(List.copyOf(new LinkedHashSet<>(given)));
    }

    /** Of targets and names in their order: what a test does may change while a run is down. */
    String fingerprint() {
        StringBuilder all = new StringBuilder();
        for (TestRun test : tests) {
            all.append(test.target().name()).append('\0').append(test.name()).append('\0');
        }
        try {
            byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The entries of a journal that list them, from one on. */
    List<JournalEntry> listed(int from) {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = from; i < tests.size(); i++) {
            TestRun test = tests.get(i);
            entries.add(
                    new JournalEntry.TestListed(
                            i, test.name(), test.target().name(), test.timeLimit()));
        }
        return entries;
    }

    /**
     * Checks that a journal is about these tests.
     *
     * @throws InvalidArgumentException if it is about others
     */
    void requireSame(String fingerprint, List<TestHistory> known) {
        if (fingerprint.equals(fingerprint())) {
            return;
        }
        for (TestHistory test : known) {
            String now = test.place() < tests.size() ? tests.get(test.place()).toString() : "none";
            if (!now.equals(test.toString())) {
                throw new InvalidArgumentException(
                        "the run had other tests: test %d was %s, now it is %s"
                                .formatted(test.place() + 1, test, now));
            }
        }
        throw new InvalidArgumentException(
                "the run had other tests: it had %d, now there are %d"
                        .formatted(known.size(), tests.size()));
    }
}
