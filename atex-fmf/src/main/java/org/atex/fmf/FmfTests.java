package org.atex.fmf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.atex.core.test.Platform;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.filter.FmfQuery;
import org.atex.fmf.plan.DiscoverSection;
import org.atex.fmf.plan.Plan;
import org.atex.fmf.plan.TestNode;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.PythonPattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tests of a tree and turns them into {@link TestRun}s: sections 12 to 17 of the fmf
 * page. Collects what is wanted, then {@link #list()} answers. For one thread.
 *
 * <pre>{@code
 * List<TestRun> tests = FmfTests.in(FmfTree.load(Path.of("tests")))
 *         .context(FmfContext.of(Map.of("distro", "fedora-42")))
 *         .plan("/plans/daily")
 *         .filter("tag: -slow")
 *         .list();
 * }</pre>
 *
 * <p>A test is a leaf with the key {@code test}, enabled, neither manual nor a story. Without a
 * plan all tests of the tree are meant, on systems as they are.
 */
public final class FmfTests {

    private final FmfTree tree;
    private final List<String> names = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private final List<String> excludes = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private FmfContext context = FmfContext.empty();
    private Platform target = Platform.any();
    private @Nullable String plan;

    private FmfTests(FmfTree tree) {
        this.tree = tree;
    }

    /** All tests of this tree. */
    public static FmfTests in(FmfTree tree) {
        return new FmfTests(requireNonNull(tree, "tree"));
    }

    /** Adjusts plan and tests to this context; an empty one unless said. */
    public FmfTests context(FmfContext newContext) {
        context = requireNonNull(newContext, "context");
        return this;
    }

    /** Follows the plan of exactly this name: which tests, and what a system needs for them. */
    public FmfTests plan(String name) {
        plan = requireNonNull(name, "name");
        return this;
    }

    /**
     * Tests in whose name this regular expression is found, or another one given so, or one that
     * the plan gives.
     */
    public FmfTests name(String regex) {
        names.add(requireNonNull(regex, "regex"));
        return this;
    }

    /** Only tests for which this filter holds, too: {@code tag: smoke & tier: 1}. */
    public FmfTests filter(String filter) {
        filters.add(requireNonNull(filter, "filter"));
        return this;
    }

    /** No tests in whose name this regular expression is found. */
    public FmfTests exclude(String regex) {
        excludes.add(requireNonNull(regex, "regex"));
        return this;
    }

    /** Only tests for which this python expression is true, too: {@code int(tier) < 2}. */
    public FmfTests condition(String expression) {
        conditions.add(requireNonNull(expression, "expression"));
        return this;
    }

    /** Means the tests for this platform; for any unless said. */
    public FmfTests target(Platform platform) {
        target = requireNonNull(platform, "platform");
        return this;
    }

    /**
     * The tests, in the order of the tree, each once; may be empty.
     *
     * @throws FmfReferenceException if there is no such plan
     * @throws org.atex.fmf.error.FmfException if plan, filters or metadata have a wrong form; names
     *     node and key
     */
    public List<TestRun> list() {
        FmfTree adjusted = tree.adjust(Adjust.to(context));
        Plan found = plan == null ? Plan.empty() : findPlan(adjusted, plan);
        SystemSetup setup = found.setup().withTree(tree.root());
        Map<String, TestRun> tests = new LinkedHashMap<>();
        for (DiscoverSection section : found.sections()) {
            refuseName(section, found);
            testsOf(section, adjusted)
                    .map(node -> testRun(node, setup))
                    .forEach(test -> tests.putIfAbsent(test.name(), test));
        }
        return List.copyOf(tests.values());
    }

    private static Plan findPlan(FmfTree tree, String name) {
        FmfPlace place = FmfPlace.inNode(name);
        FmfNode node =
                tree.find(name)
                        .orElseThrow(
                                () ->
                                        new FmfReferenceException(
                                                "there is no such plan in " + tree.root(), place));
        if (node.has("test")) {
            throw new FmfReferenceException("this is a test, not a plan", place.withKey("test"));
        }
        if (!node.isLeaf()) {
            throw new FmfReferenceException("this is not one plan but several", place);
        }
        return Plan.read(name, node.data());
    }

    /** A section with a name is a directory of its own on the system, which nobody makes yet. */
    private static void refuseName(DiscoverSection section, Plan plan) {
        if (section.name().isPresent()) {
            throw new FmfFormatException(
                    "sections with names ('%s') are not supported yet"
                            .formatted(section.name().get()),
                    FmfPlace.inNode(plan.name()).withKey("discover"));
        }
    }

    private Stream<FmfNode> testsOf(DiscoverSection section, FmfTree adjusted) {
        FmfQuery query =
                FmfQuery.builder()
                        .names(both(section.tests(), names))
                        .filters(both(section.filters(), filters))
                        .conditions(conditions.toArray(String[]::new))
                        .build();
        List<PythonPattern> unwanted =
                Stream.of(both(section.excludes(), excludes))
                        .map(regex -> PythonPattern.compile(regex, FmfPlace.unknown()))
                        .toList();
        return adjusted.prune(query).stream()
                .filter(node -> unwanted.stream().noneMatch(regex -> regex.search(node.name())))
                .filter(node -> TestNode.of(node.name(), node.data()).runs());
    }

    private static String[] both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toArray(String[]::new);
    }

    private TestRun testRun(FmfNode node, SystemSetup setup) {
        TestNode test = TestNode.of(node.name(), node.data());
        return test.testRun()
                .setup(setup)
                .target(target)
                .directory(test.path().orElseGet(() -> directoryOf(node)))
                .build();
    }

    /** That of the last file that says something of the test, relative to the tree. */
    private static String directoryOf(FmfNode node) {
        List<Path> sources = node.sources();
        Optional<Path> directory =
                sources.isEmpty()
                        ? Optional.empty()
                        : Optional.ofNullable(sources.get(sources.size() - 1).getParent());
        return directory
                .map(path -> node.root().relativize(path).toString())
                .orElseThrow(
                        () ->
                                new FmfFormatException(
                                        "no file says where this test belongs",
                                        FmfPlace.inNode(node.name())));
    }
}
