package org.atex.examples.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Options that choose nodes of a tree; more of them restrict more, but for names. */
final class NodeOptions {

    @Option(
            names = "--context",
            paramLabel = "DIM=VALUE",
            description = "A dimension for adjust rules, distro=fedora-42; may be repeated.")
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

    java.util.Map<String, List<String>> dimensions() {
        return ContextOption.parse(context);
    }
}
