package org.atex.benchmarks.fmf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atex.core.test.TestRun;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads a tree from its files, and discovers its tests, in a warm process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class FmfSpeed {

    /** {@code generated}, or the root of a tree: {@code -p tree=DIR}. */
    @Param("generated")
    public String tree = "generated";

    /** A plan of that tree to discover the tests of; empty for none. */
    @Param("")
    public String plan = "";

    private Path root = Path.of(".");

    /** JMH makes it. */
    public FmfSpeed() {}

    /** Makes the generated tree where it is wanted. */
    @Setup
    public void prepare() throws IOException {
        root = tree.equals("generated") ? GeneratedTree.make(10_000) : Path.of(tree);
        if (!Files.isDirectory(root.resolve(".fmf"))) {
            throw new IOException(root + " is no root of a tree");
        }
    }

    /** From the files to the merged nodes. */
    @Benchmark
    public FmfTree load() {
        return FmfTree.load(root);
    }

    /** From the files to the test runs. */
    @Benchmark
    public List<TestRun> discover() {
        FmfTests tests = FmfTests.in(FmfTree.load(root));
        return (plan.isEmpty() ? tests : tests.plan(plan)).list();
    }
}
