package org.atex.fmf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.error.FmfException;
import org.atex.fmf.error.FmfFetchException;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.error.FmfRootException;
import org.atex.fmf.fetch.FmfIdentifier;
import org.atex.fmf.filter.FmfFilter;
import org.atex.fmf.filter.FmfQuery;
import org.atex.fmf.library.Libraries;
import org.atex.fmf.library.RemoteTrees;
import org.atex.fmf.library.TestsTree;
import org.atex.fmf.plan.DiscoverSection;
import org.atex.fmf.plan.Plan;
import org.atex.fmf.plan.TestNode;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.tree.PathText;
import org.atex.fmf.value.PythonPattern;

/** One discovery, step by step: section 12 of the fmf page. Used once. */
final class Discovery {

    private final FmfTests.Wanted wanted;
    private final Adjust adjust;
    private final RemoteTrees remoteTrees;
    private final Libraries.Sources librarySources;
    private final TestsTree all;

    Discovery(FmfTests tests, TestsTree all) {
        this.wanted = tests.wanted();
        this.adjust = Adjust.to(wanted.context());
        this.remoteTrees = tests.remoteTrees();
        this.librarySources = new Libraries.Sources(remoteTrees, adjust, tests.libraryBase());
        this.all = all;
    }

    /** The tests; if it fails, what was copied is deleted. */
    List<TestRun> tests() throws InterruptedException {
        try {
            return find();
        } catch (RuntimeException e) {
            throw afterDeleting(e);
        } catch (InterruptedException e) {
            throw afterDeleting(e);
        }
    }

    private <E extends Exception> E afterDeleting(E failure) {
        try {
            all.delete();
        } catch (FmfFileException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private List<TestRun> find() throws InterruptedException {
        FmfTree tree = wanted.tree().adjust(adjust);
        Plan plan = wanted.plan().map(name -> planIn(tree, name)).orElse(Plan.empty());
        Map<String, TestRun.Builder> tests = new LinkedHashMap<>();
        for (DiscoverSection section : plan.sections()) {
            discover(section, tree, plan).forEach(tests::putIfAbsent);
        }
        SystemSetup setup = plan.setup().withTree(all.copy().orElse(tree.root()));
        return tests.values().stream().map(test -> test.setup(setup).build()).toList();
    }

    private static Plan planIn(FmfTree tree, String name) {
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
        return Plan.read(name, node.data(), placeOf(node));
    }

    private static FmfPlace placeOf(FmfNode node) {
        FmfPlace place = FmfPlace.inNode(node.name());
        return lastSource(node).map(place::withFile).orElse(place);
    }

    private static Optional<Path> lastSource(FmfNode node) {
        List<Path> sources = node.sources();
        return sources.isEmpty() ? Optional.empty() : Optional.of(sources.get(sources.size() - 1));
    }

    private Map<String, TestRun.Builder> discover(DiscoverSection section, FmfTree own, Plan plan)
            throws InterruptedException {
        TestsTree.Section files = all.section(section.name());
        FmfTree tree = treeOf(section, files, own, plan);
        Libraries libraries = new Libraries(librarySources, tree, files);
        String prefix = section.name().map("/"::concat).orElse("");
        Map<String, TestRun.Builder> tests = new LinkedHashMap<>();
        for (FmfNode node : nodes(section, tree, placeOf(plan, own))) {
            String name = prefix + node.name();
            TestNode test =
                    withLibraries(TestNode.of(name, node.data(), placeOf(node)), libraries, node);
            String directory = test.path().orElseGet(() -> directoryOf(node));
            tests.putIfAbsent(
                    name, test.testRun().target(wanted.target()).directory(files.path(directory)));
        }
        return tests;
    }

    private static TestNode withLibraries(TestNode test, Libraries libraries, FmfNode node)
            throws InterruptedException {
        return libraries
                .of(node)
                .map(more -> test.withRequirements(more.require(), more.recommend()))
                .orElse(test);
    }

    private FmfTree treeOf(DiscoverSection section, TestsTree.Section files, FmfTree own, Plan plan)
            throws InterruptedException {
        if (section.remote().isEmpty()) {
            files.use(own.root());
            return own;
        }
        DiscoverSection.Remote remote = section.remote().get();
        FmfIdentifier identifier =
                new FmfIdentifier(Optional.of(remote.url()), remote.ref(), remote.path(), "/");
        try {
            return remoteTrees.open(
                    identifier,
                    tree -> {
                        files.take(tree.root());
                        return tree.adjust(adjust);
                    });
        } catch (FmfFetchException e) {
            throw new FmfFetchException(cannotBeHad(identifier, e), urlIn(plan, own), e);
        } catch (FmfReferenceException | FmfRootException e) {
            throw new FmfReferenceException(cannotBeHad(identifier, e), urlIn(plan, own), e);
        }
    }

    private static String cannotBeHad(FmfIdentifier identifier, FmfException why) {
        return "the tests of %s cannot be had: %s".formatted(identifier, why.getMessage());
    }

    private static FmfPlace urlIn(Plan plan, FmfTree tree) {
        return placeOf(plan, tree).withKey("discover: url");
    }

    private static FmfPlace placeOf(Plan plan, FmfTree tree) {
        return tree.find(plan.name()).map(Discovery::placeOf).orElse(FmfPlace.inNode(plan.name()));
    }

    private List<FmfNode> nodes(DiscoverSection section, FmfTree tree, FmfPlace plan) {
        FmfPlace filter = plan.withKey("discover: filter");
        FmfQuery query =
                FmfQuery.builder()
                        .names(both(section.tests(), wanted.names()))
                        .filters(
                                section.filters().stream()
                                        .map(f -> FmfFilter.of(f).withPatterns().writtenIn(filter))
                                        .toList())
                        .filters(wanted.filters().toArray(String[]::new))
                        .keys(wanted.keys().toArray(String[]::new))
                        .conditions(wanted.conditions().toArray(String[]::new))
                        .build();
        List<PythonPattern> unwanted = new ArrayList<>();
        for (String regex : both(section.excludes(), wanted.excludes())) {
            unwanted.add(PythonPattern.compile(regex, FmfPlace.unknown()));
        }
        return tree.prune(query).stream()
                .filter(node -> unwanted.stream().noneMatch(regex -> regex.search(node.name())))
                .filter(node -> TestNode.of(node.name(), node.data()).runs())
                .toList();
    }

    private static String[] both(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toArray(String[]::new);
    }

    /** That of the last file that says something of the test, relative to the tree. */
    private static String directoryOf(FmfNode node) {
        return lastSource(node)
                .map(Path::getParent)
                .map(path -> PathText.relative(node.root(), path))
                .orElseThrow(
                        () ->
                                new FmfFormatException(
                                        "no file says where this test belongs",
                                        FmfPlace.inNode(node.name())));
    }
}
