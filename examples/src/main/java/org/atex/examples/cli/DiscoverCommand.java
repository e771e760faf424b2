package org.atex.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.atex.core.test.TestRun;
import org.atex.fmf.DiscoveredTests;
import org.atex.fmf.value.FmfJson;
import org.atex.fmf.value.FmfValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code atex discover}: the tests that a run would take. */
@Command(
        name = "discover",
        description = "Shows the tests that a run would take, with their metadata.",
        mixinStandardHelpOptions = true)
final class DiscoverCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;
    @Mixin private Selection selection = new Selection();

    @Option(names = "--json", description = "As one JSON array, keys sorted.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (DiscoveredTests found = selection.tests()) {
            show(found.tests(), Objects.requireNonNull(spec).commandLine().getOut());
        }
        return ExitCodes.PASSED;
    }

    private void show(List<TestRun> tests, PrintWriter out) {
        if (json) {
            out.println(FmfJson.of(tests.stream().map(DiscoverCommand::object).toList()));
        } else {
            tests.forEach(test -> print(test, out));
        }
        out.flush();
    }

    private static Map<String, ?> object(TestRun test) {
        return Map.of(
                "name", test.name(),
                "directory", test.directory(),
                "duration", test.timeLimit().toSeconds(),
                "environment", test.environment(),
                "priority", test.priority(),
                "recommend", test.recommend(),
                "require", test.require(),
                "tag", List.copyOf(test.tags()),
                "tty", test.tty(),
                "data", FmfValues.mapping(test.metadata()));
    }

    private static void print(TestRun test, PrintWriter out) {
        out.println(Visible.of(test.name()));
        new TreeMap<>(test.metadata())
                .forEach(
                        (key, value) ->
                                out.println("    " + Visible.of(key + ": " + FmfJson.of(value))));
    }
}
