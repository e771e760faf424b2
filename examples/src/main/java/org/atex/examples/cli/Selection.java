package org.atex.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.fmf.DiscoveredTests;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which tests to take: the arguments that {@code run} and {@code discover} share. */
final class Selection {

    @Parameters(paramLabel = "TREE", description = "A directory of FMF metadata.")
    private Path tree = Path.of(".");

    @Option(
            names = "--plan",
            paramLabel = "NAME",
            description = "The plan to follow. Default: all tests, on systems as they are")
    private Optional<String> plan = Optional.empty();

    @Mixin private NodeOptions nodes = new NodeOptions();

    /**
     * The tests, in the order of the tree; to be closed when they have run.
     *
     * @throws InvalidArgumentException if there are none
     */
    DiscoveredTests tests() throws InterruptedException {
        FmfTests tests = FmfTests.in(FmfTree.load(tree)).context(nodes.context());
        plan.ifPresent(tests::plan);
        nodes.names.forEach(tests::name);
        nodes.filters.forEach(tests::filter);
        nodes.excludes.forEach(tests::exclude);
        nodes.conditions.forEach(tests::condition);
        nodes.keys.forEach(tests::key);
        DiscoveredTests found = tests.discover();
        if (found.tests().isEmpty()) {
            found.close();
            throw new InvalidArgumentException(
                    "%s: no test is selected%s"
                            .formatted(tree, plan.map(" by "::concat).orElse("")));
        }
        return found;
    }
}
