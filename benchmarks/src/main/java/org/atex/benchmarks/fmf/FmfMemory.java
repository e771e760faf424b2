package org.atex.benchmarks.fmf;

import java.io.IOException;
import org.atex.fmf.tree.FmfTree;

/** How much heap a tree of 10,000 tests with 30 inherited keys each takes. Run it with -Xmx64m. */
public final class FmfMemory {

    private static final int TESTS = 10_000;

    private FmfMemory() {}

    /**
     * Loads the tree and prints what it holds.
     *
     * @param args none
     */
    public static void main(String... args) throws IOException {
        long before = used();
        FmfTree tree = FmfTree.load(GeneratedTree.make(TESTS));
        int leaves = tree.climb(false, true).size();
        int keys = tree.climb(false, true).get(leaves - 1).data().size();
        System.out.printf(
                "%d tests with %d keys each: %.1f MiB of heap held, limit %d MiB%n",
                leaves,
                keys,
                (used() - before) / 1048576.0,
                Runtime.getRuntime().maxMemory() >> 20);
        if (tree.find("/").isEmpty()) {
            throw new AssertionError("the tree has to be held until here");
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
