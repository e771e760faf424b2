package org.atex.core.system;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Free-form notes on one system ("nested VM snapshot {@code default_uefi} exists here") that the
 * next choice of a test can read. They live and die with the system. Safe for any thread (PRV-05).
 */
public final class Marks {

    private final Map<String, String> marks = new TreeMap<>();

    /** Makes an empty set of marks; every {@link Provisioner} has one. */
    public Marks() {}

    /** Sets a mark without a text. */
    public void set(String mark) {
        set(mark, "");
    }

    /** Sets a mark, or gives it another text. */
    public synchronized void set(String mark, String text) {
        marks.put(mark, text);
    }

    /** Takes a mark away, if it is there. */
    public synchronized void remove(String mark) {
        marks.remove(mark);
    }

    /** Whether the mark is set. */
    public synchronized boolean has(String mark) {
        return marks.containsKey(mark);
    }

    /** The text of a mark, if it is set. */
    public synchronized Optional<String> get(String mark) {
        return Optional.ofNullable(marks.get(mark));
    }

    /** A copy of all marks with their texts. */
    public synchronized Map<String, String> all() {
        return Map.copyOf(marks);
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
