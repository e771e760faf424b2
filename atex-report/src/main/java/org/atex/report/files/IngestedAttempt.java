package org.atex.report.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.result.TestResult;

/** An attempt that a {@link Collector} takes, under the name that it gets there. */
public final class IngestedAttempt {

    private final String platform;
    private final String test;
    private final Artifacts artifacts;
    private final TreeMove move;

    IngestedAttempt(String platform, String test, Artifacts artifacts, TreeMove move) {
        this.platform = platform;
        this.test = test;
        this.artifacts = artifacts;
        this.move = move;
    }

    /** Where it ran. */
    public String platform() {
        return platform;
    }

    /** The name of its test, with a number if that is there already (AGG-08). */
    public String test() {
        return test;
    }

    /**
     * Reads its results in their order, with files named as they are stored; memory does not grow
     * with their number. May be called more than once.
     */
    public void read(Artifacts.Reader reader) throws IOException {
        artifacts.read(result -> reader.take(asStored(result)));
    }

    private TestResult asStored(TestResult result) {
        if (result.files().isEmpty()) {
            return result;
        }
        List<String> stored = new ArrayList<>(result.files().size());
        for (String file : result.files()) {
            stored.add(file + move.suffixOf(result.name(), file));
        }
        return result.withFiles(stored);
    }
}
