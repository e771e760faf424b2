package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.atex.fmf.adjust.Adjust;
import org.atex.fmf.adjust.Decision;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.filter.FmfFilter;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.FmfJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The stored cases give the answers that python fmf gave. */
class StoredCasesTest {

    @TempDir Path temp;

    private interface Check {
        void run(Map<String, Object> stored) throws Exception;
    }

    private static Stream<DynamicTest> tests(String file, Check check) {
        return Corpus.cases(file).stream()
                .map(
                        stored ->
                                DynamicTest.dynamicTest(
                                        (String) stored.get("id"), () -> check.run(stored)));
    }

    @TestFactory
    Stream<DynamicTest> contextsDecideRulesAsTheReferenceDoes() {
        return tests("context-cases", StoredCasesTest::checkContext);
    }

    @TestFactory
    Stream<DynamicTest> filtersMatchAsInTheReference() {
        return tests("filter-cases", StoredCasesTest::checkFilter);
    }

    @TestFactory
    Stream<DynamicTest> mergingAndAdjustingGiveTheDataOfTheReference() {
        return tests("merge-cases", this::checkMerge);
    }

    @TestFactory
    Stream<DynamicTest> littleTreesAreReadAsByTheReference() {
        return tests("tree-cases", this::checkTree);
    }

    private static void checkContext(Map<String, Object> stored) {
        Object expect = stored.get("expect");
        if (stored.containsKey("definition")) {
            checkDefinition((String) stored.get("definition"), expect);
            return;
        }
        Map<String, Object> dimensions = new LinkedHashMap<>(TestJson.map(stored.get("context")));
        boolean caseSensitive = !Boolean.FALSE.equals(stored.get("case_sensitive"));
        Object when = stored.get("when");
        if (when instanceof Boolean) {
            assertThat(when).isEqualTo(expect);
            return;
        }
        Object[] answer = new Object[1];
        Throwable thrown =
                catchThrowable(
                        () ->
                                answer[0] =
                                        FmfContext.of(dimensions)
                                                .decide((String) when, caseSensitive));
        if (thrown != null) {
            Corpus.assertFailedAs(thrown, String.valueOf(expect), false);
        } else {
            assertThat(answer[0])
                    .isEqualTo(
                            "CannotDecide".equals(expect)
                                    ? Decision.UNDECIDED
                                    : Decision.valueOf(String.valueOf(expect).toUpperCase()));
        }
    }

    private static void checkDefinition(String definition, Object expect) {
        if (expect instanceof String error) {
            Corpus.assertFailedAs(catchThrowable(() -> FmfContext.parse(definition)), error, false);
            return;
        }
        Map<String, Object> sorted = new TreeMap<>();
        FmfContext.parse(definition)
                .dimensions()
                .forEach((name, values) -> sorted.put(name, values.stream().sorted().toList()));
        assertThat(sorted).isEqualTo(TestJson.map(expect).get("dimensions"));
    }

    private static void checkFilter(Map<String, Object> stored) {
        FmfFilter filter = FmfFilter.of((String) stored.get("filter"));
        filter = Boolean.TRUE.equals(stored.get("regexp")) ? filter.withPatterns() : filter;
        filter = Boolean.FALSE.equals(stored.get("sensitive")) ? filter.ignoringCase() : filter;
        Map<String, Object> data =
                stored.get("data") == null ? Map.of() : TestJson.map(stored.get("data"));
        String name = (String) stored.get("name");
        FmfFilter asked = filter;
        boolean[] answer = new boolean[1];

        Throwable thrown =
                catchThrowable(
                        () ->
                                answer[0] =
                                        name == null
                                                ? asked.matches(data)
                                                : asked.matches(data, name));

        if (stored.get("expect") instanceof String error) {
            Corpus.assertFailedAs(thrown, error, error.equals("re.error"));
        } else {
            assertThat(thrown).isNull();
            assertThat(answer[0]).isEqualTo(stored.get("expect"));
        }
    }

    private void checkMerge(Map<String, Object> stored) throws IOException {
        Path root = folder(stored);
        write(root.resolve(".fmf/version"), "1\n");
        write(root.resolve("main.fmf"), (String) stored.get("yaml"));
        Map<String, Object> expect = TestJson.map(stored.get("expect"));
        Object context = stored.get("context");
        FmfNode[] node = new FmfNode[1];

        Throwable thrown =
                catchThrowable(
                        () -> {
                            FmfTree tree = FmfTree.load(root);
                            String before = FmfListing.json(tree.climb(true, false));
                            FmfTree adjusted =
                                    context == null
                                            ? tree
                                            : tree.adjust(
                                                    Adjust.to(
                                                            FmfContext.of(TestJson.map(context))));
                            node[0] = adjusted.find((String) stored.get("node")).orElseThrow();
                            assertThat(FmfListing.json(tree.climb(true, false))).isEqualTo(before);
                        });

        if (expect.containsKey("error")) {
            Corpus.assertFailedAs(thrown, TestJson.map(expect.get("error")));
        } else {
            assertThat(thrown).isNull();
            assertThat(FmfJson.of(node[0].data())).isEqualTo(FmfJson.of(expect.get("data")));
        }
    }

    private Path folder(Map<String, Object> stored) {
        return temp.resolve((String) stored.get("id")).resolve("tree");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void checkTree(Map<String, Object> stored) throws IOException {
        Path root = folder(stored);
        create(stored, root);
        Map<String, Object> expect = TestJson.map(stored.get("expect"));
        Path start = root.resolve((String) stored.getOrDefault("start", "."));
        FmfTree[] tree = new FmfTree[1];

        Throwable thrown = catchThrowable(() -> tree[0] = FmfTree.load(start));

        if (expect.containsKey("error")) {
            Corpus.assertFailedAs(thrown, TestJson.map(expect.get("error")));
        } else {
            assertThat(thrown).isNull();
            assertTree(stored, expect, adjusted(stored, tree[0]), root);
        }
    }

    private static void create(Map<String, Object> stored, Path root) throws IOException {
        Files.createDirectories(root);
        Map<String, Object> files = new LinkedHashMap<>(TestJson.map(stored.get("files")));
        if (!stored.containsKey("no_version")) {
            files.putIfAbsent(".fmf/version", "1");
        }
        for (Map.Entry<String, Object> file : files.entrySet()) {
            write(root.resolve(file.getKey()), (String) file.getValue());
        }
        for (Object directory : TestJson.list(stored.get("dirs"))) {
            Files.createDirectories(root.resolve((String) directory));
        }
        Map<String, Object> links = TestJson.map(stored.getOrDefault("symlinks", Map.of()));
        for (Map.Entry<String, Object> link : links.entrySet()) {
            Files.createSymbolicLink(
                    root.resolve(link.getKey()), Path.of((String) link.getValue()));
        }
    }

    private static FmfTree adjusted(Map<String, Object> stored, FmfTree tree) {
        Object context = stored.get("context");
        return context == null ? tree : tree.adjust(Corpus.adjust(TestJson.map(context)));
    }

    private static void assertTree(
            Map<String, Object> stored, Map<String, Object> expect, FmfTree tree, Path root) {
        List<Object> nodes = new ArrayList<>();
        for (FmfNode node : tree.climb(true, true)) {
            nodes.add(
                    Map.of(
                            "name", node.name(),
                            "leaf", node.isLeaf(),
                            "select", node.isSelected(),
                            "data", node.data(),
                            "sources",
                                    node.sources().stream()
                                            .map(s -> root.relativize(s).toString())
                                            .toList()));
        }
        assertThat(FmfJson.of(nodes)).isEqualTo(FmfJson.of(expect.get("nodes")));
        assertThat(tree.version()).isEqualTo(expect.get("version"));
        assertThat(tree.root()).isEqualTo(root);
        assertThat(names(tree.prune(Corpus.query(Map.of(), root)))).isEqualTo(expect.get("pruned"));
        if (stored.containsKey("query")) {
            assertQuery(TestJson.map(stored.get("query")), expect.get("result"), tree, root);
        }
    }

    private static void assertQuery(
            Map<String, Object> query, Object result, FmfTree tree, Path root) {
        if (result instanceof Map<?, ?> failed) {
            Throwable thrown = catchThrowable(() -> tree.prune(Corpus.query(query, root)));
            Corpus.assertFailedAs(thrown, TestJson.map(failed.get("error")));
        } else {
            assertThat(names(tree.prune(Corpus.query(query, root)))).isEqualTo(result);
        }
    }

    private static List<String> names(List<FmfNode> nodes) {
        return nodes.stream().map(FmfNode::name).toList();
    }
}
