package org.atex.fmf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.atex.core.test.TestRun;
import org.atex.fmf.library.TestsTree;

/**
 * The tests that {@link FmfTests#discover()} found, and the files that they need. Close it when
 * they have run.
 */
public final class DiscoveredTests implements AutoCloseable {

    private final List<TestRun> tests;
    private final TestsTree tree;
    private final boolean temporary;

    DiscoveredTests(List<TestRun> tests, TestsTree tree, boolean temporary) {
        this.tests = List.copyOf(tests);
        this.tree = tree;
        this.temporary = temporary;
    }

    /** The tests, in the order of the plan; may be empty. */
    public List<TestRun> tests() {
        return tests;
    }

    /** The copy of all trees, if the tree they were found in could not be used as it is. */
    public Optional<Path> copy() {
        return tree.copy();
    }

    /**
     * Deletes the copy, if it is a temporary one. One in a work directory of the caller stays. May
     * be called again.
     *
     * @throws org.atex.fmf.error.FmfFileException if something is left behind
     */
    @Override
    public void close() {
        if (temporary) {
            tree.delete();
        }
    }

    /** How many, and where. */
    @Override
    public String toString() {
        return tests.size() + " tests" + copy().map(path -> " in " + path).orElse("");
    }
}
