package org.atex.examples.cli;

import java.util.List;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.filter.FmfQuery;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.PythonPattern;
import picocli.CommandLine.Option;

/** Options that choose nodes of a tree; more of them restrict more, but for names. */
final class NodeOptions {

    @Option(
            names = "--context",
            paramLabel = "DIM=VALUE",
            description =
                    "For adjust rules: distro=fedora-42, arch=x86_64,ppc64le; may be repeated.")
    private List<String> context = List.of();

    @Option(
            names = "--name",
            paramLabel = "REGEX",
            description = "Only names in which this, or another --name, is found.")
    List<String> names = List.of();

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "Only metadata for which this holds: 'tag: smoke & tier: 1'.")
    List<String> filters = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "REGEX",
            description = "No names in which this is found.")
    List<String> excludes = List.of();

    @Option(
            names = "--condition",
            paramLabel = "EXPRESSION",
            description = "Only metadata for which this is true: 'int(tier) < 2'.")
    List<String> conditions = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Only metadata with this key; may be repeated.")
    List<String> keys = List.of();

    FmfContext context() {
        return FmfContext.of(ContextOption.parse(context));
    }

    /** The nodes that they choose, adjusted if there is a context. */
    List<FmfNode> choose(FmfTree tree, boolean whole) {
        FmfQuery query =
                FmfQuery.builder()
                        .whole(whole)
                        .keys(keys.toArray(String[]::new))
                        .names(names.toArray(String[]::new))
                        .filters(filters.toArray(String[]::new))
                        .conditions(conditions.toArray(String[]::new))
                        .build();
        List<PythonPattern> unwanted =
                excludes.stream()
                        .map(regex -> PythonPattern.compile(regex, FmfPlace.unknown()))
                        .toList();
        FmfTree asked = context.isEmpty() ? tree : tree.adjust(Adjust.to(context()));
        return asked.prune(query).stream()
                .filter(node -> unwanted.stream().noneMatch(regex -> regex.search(node.name())))
                .toList();
    }
}
