package org.atex.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.atex.fmf.FmfListing;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.FmfJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code atex fmf}: the nodes of a tree. */
@Command(
        name = "fmf",
        description =
                "Shows the leaves of a tree with their metadata, adjusted if there is a --context.",
        mixinStandardHelpOptions = true)
final class FmfCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;
    @Mixin private NodeOptions nodes = new NodeOptions();

    @Parameters(paramLabel = "TREE", description = "A directory of FMF metadata.")
    private Path directory = Path.of(".");

    @Option(names = "--json", description = "As one JSON array, keys sorted.")
    private boolean json;

    @Option(names = "--whole", description = "Branches, too.")
    private boolean whole;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<FmfNode> found = nodes.choose(FmfTree.load(directory), whole);
        if (json) {
            out.println(FmfListing.json(found));
        } else {
            found.forEach(node -> print(node, out));
        }
        out.flush();
        return ExitCodes.PASSED;
    }

    private static void print(FmfNode node, PrintWriter out) {
        out.println(Visible.of(node.name()));
        new TreeMap<>(node.data())
                .forEach(
                        (key, value) ->
                                out.println("    " + Visible.of(key + ": " + FmfJson.of(value))));
    }
}
