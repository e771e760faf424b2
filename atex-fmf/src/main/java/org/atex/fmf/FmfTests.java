package org.atex.fmf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.fetch.FmfRepositories;
import org.atex.fmf.library.RemoteTrees;
import org.atex.fmf.library.TestsTree;
import org.atex.fmf.tree.FmfTree;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tests of a tree and turns them into {@link TestRun}s: sections 12 to 17 of the fmf
 * page. Collects what is wanted, then {@link #list()} or {@link #discover()} answers. For one
 * thread.
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
    private final List<String> keys = new ArrayList<>();
    private FmfContext context = FmfContext.empty();
    private Platform target = Platform.any();
    private @Nullable String plan;
    private @Nullable Path workDirectory;
    private @Nullable FmfRepositories repositories;
    private String libraryBase = "https://github.com/beakerlib";

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

    /** Only tests that have this key, whatever its value; all that are named must be there. */
    public FmfTests key(String key) {
        keys.add(requireNonNull(key, "key"));
        return this;
    }

    /** Means the tests for this platform; for any unless said. */
    public FmfTests target(Platform platform) {
        target = requireNonNull(platform, "platform");
        return this;
    }

    /**
     * Makes the copy of trees that some plans need (see {@link #discover()}) in a new directory
     * inside of this one, where it stays; the caller deletes it when the tests have run.
     */
    public FmfTests workDirectory(Path directory) {
        workDirectory = requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Fetches remote trees and libraries with these; with those of the user's cache unless said.
     */
    public FmfTests repositories(FmfRepositories fetching) {
        repositories = requireNonNull(fetching, "repositories");
        return this;
    }

    /** What comes before the first part of {@code library(REPO/NAME)}. */
    FmfTests libraryBase(String url) {
        libraryBase = requireNonNull(url, "url");
        return this;
    }

    /**
     * The tests, in the order of the plan's sections and of their trees, each once; may be empty.
     *
     * <p>Systems get the directory of the tree itself where that will do. A plan with several or
     * named or remote sections, or tests with libraries, need a copy, for which a {@link
     * #workDirectory} has to be given; or use {@link #discover()}.
     *
     * @throws FmfReferenceException if there is no such plan
     * @throws InvalidArgumentException if a copy is needed and no work directory is given
     * @throws org.atex.fmf.error.FmfException if plan, filters or metadata have a wrong form, or
     *     what is elsewhere cannot be had, also because of an interruption; names node and key
     */
    public List<TestRun> list() {
        Optional<Path> directory = Optional.ofNullable(workDirectory);
        TestsTree all =
                directory.map(TestsTree::in).orElseGet(() -> TestsTree.without(needsCopy()));
        try {
            return new Discovery(this, all).tests();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FmfFetchException("interrupted", FmfPlace.unknown(), e);
        }
    }

    private InvalidArgumentException needsCopy() {
        return new InvalidArgumentException(
                ("%s%s: the tests need a copy of their trees, as there are names, remote trees or"
                                + " libraries; give a work directory, or discover and close")
                        .formatted(tree.root(), plan == null ? "" : " " + plan));
    }

    /**
     * The tests like {@link #list()}, with a copy of their trees if they need one. Without a {@link
     * #workDirectory} the copy is temporary and goes when the result is closed.
     *
     * <pre>{@code
     * try (DiscoveredTests found = FmfTests.in(tree).plan("/plans/all").discover()) {
     *     orchestrator.run(found.tests());
     * }
     * }</pre>
     *
     * <p>If it fails, nothing is left behind.
     *
     * @throws FmfReferenceException if there is no such plan
     * @throws org.atex.fmf.error.FmfException if plan, filters or metadata have a wrong form, or
     *     what is elsewhere cannot be had; names node and key
     */
    public DiscoveredTests discover() throws InterruptedException {
        Path directory = workDirectory;
        TestsTree all = directory == null ? TestsTree.temporary() : TestsTree.in(directory);
        return new DiscoveredTests(new Discovery(this, all).tests(), all, directory == null);
    }

    /** What was asked, for one discovery. */
    record Wanted(
            FmfTree tree,
            FmfContext context,
            Platform target,
            Optional<String> plan,
            List<String> names,
            List<String> filters,
            List<String> excludes,
            List<String> conditions,
            List<String> keys) {}

    Wanted wanted() {
        return new Wanted(
                tree,
                context,
                target,
                Optional.ofNullable(plan),
                List.copyOf(names),
                List.copyOf(filters),
                List.copyOf(excludes),
                List.copyOf(conditions),
                List.copyOf(keys));
    }

    RemoteTrees remoteTrees() {
        return new RemoteTrees(
                repositories == null ? FmfRepositories.inUserCache() : repositories,
                Adjust.to(context).ignoringCase());
    }

    String libraryBase() {
        return libraryBase;
    }
}
