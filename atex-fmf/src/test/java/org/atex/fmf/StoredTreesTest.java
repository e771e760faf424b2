package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.FmfJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Real trees give the answers that python fmf gave. */
class StoredTreesTest {

    @TempDir Path temp;

    @TestFactory
    Stream<DynamicTest> contestIsReadAdjustedAndPrunedAsByTheReference() {
        return tests("contest", corpus -> Corpus.contest(corpus, temp));
    }

    @TestFactory
    Stream<DynamicTest> examplesAreReadAdjustedAndPrunedAsByTheReference() {
        return tests("fmf-examples", corpus -> corpus.resolve("fmf-examples"));
    }

    private static Stream<DynamicTest> tests(String name, UnaryOperator<Path> place) {
        Optional<Path> corpus = Corpus.folder();
        assumeTrue(corpus.isPresent(), "no corpus");
        Path folder = place.apply(corpus.get());
        Map<String, Object> all = Corpus.expected(corpus.get().resolve(name + ".expected.json.gz"));
        return TestJson.map(all.get("trees")).entrySet().stream()
                .flatMap(
                        entry ->
                                new StoredTree(
                                                folder.resolve(entry.getKey()).normalize(),
                                                TestJson.map(entry.getValue()),
                                                all)
                                        .tests());
    }

    private record StoredTree(Path path, Map<String, Object> expected, Map<String, Object> all) {

        Stream<DynamicTest> tests() {
            List<DynamicTest> tests = new ArrayList<>();
            FmfTree tree = FmfTree.load(path);
            tests.add(DynamicTest.dynamicTest(path + ": nodes", () -> assertNodes(tree)));
            TestJson.map(expected.get("adjusted"))
                    .forEach(
                            (name, answer) ->
                                    tests.add(
                                            DynamicTest.dynamicTest(
                                                    path + ": adjusted to " + name,
                                                    () -> assertAdjusted(tree, name, answer))));
            TestJson.map(expected.get("results"))
                    .forEach(
                            (id, answer) ->
                                    tests.add(
                                            DynamicTest.dynamicTest(
                                                    path + ": query " + id,
                                                    () -> assertQuery(tree, id, answer))));
            return tests.stream();
        }

        private void assertNodes(FmfTree tree) {
            List<Map<String, Object>> nodes = TestJson.list(expected.get("nodes"));
            List<String> wanted = nodes.stream().map(StoredTree::line).toList();
            List<String> found = described(tree);

            for (int i = 0; i < wanted.size(); i++) {
                assertThat(found.get(i)).isEqualTo(wanted.get(i));
            }
            assertThat(found).hasSameSizeAs(wanted);
            assertThat(tree.version()).isEqualTo(expected.get("version"));
            Object unsorted = expected.get("unsorted");
            if (unsorted != null) {
                assertThat(names(tree.climb(true, false))).isEqualTo(unsorted);
            }
        }

        private static List<String> described(FmfTree tree) {
            List<String> lines = new ArrayList<>();
            for (FmfNode node : tree.climb(true, true)) {
                List<String> keys = List.copyOf(node.data().keySet());
                boolean inOrder = keys.stream().sorted().toList().equals(keys);
                String listing = FmfListing.json(List.of(node));
                lines.add(
                        listing.substring(1, listing.length() - 1)
                                + " "
                                + node.isSelected()
                                + (inOrder ? "" : keys));
            }
            return lines;
        }

        private static String line(Map<String, Object> node) {
            Map<String, Object> known =
                    Map.of(
                            "name", node.get("name"),
                            "leaf", node.get("leaf"),
                            "sources", node.get("sources"),
                            "data", node.get("data"));
            return FmfJson.of(known)
                    + " "
                    + node.get("select")
                    + (node.containsKey("keys") ? node.get("keys") : "");
        }

        private void assertAdjusted(FmfTree tree, String context, Object answer) {
            Map<String, Object> settings =
                    TestJson.map(TestJson.map(all.get("contexts")).get(context));
            Map<String, Object> changed = TestJson.map(TestJson.map(answer).get("changed"));
            FmfTree adjusted = tree.adjust(Corpus.adjust(settings));

            List<FmfNode> before = tree.climb(true, true);
            List<FmfNode> after = adjusted.climb(true, true);
            for (int i = 0; i < before.size(); i++) {
                FmfNode node = after.get(i);
                Object wanted = changed.getOrDefault(node.name(), before.get(i).data());
                assertThat(FmfJson.of(node.data())).as(node.name()).isEqualTo(FmfJson.of(wanted));
            }
            assertNodes(tree);
        }

        private void assertQuery(FmfTree tree, String id, Object answer) {
            Map<String, Object> query = TestJson.map(TestJson.map(all.get("queries")).get(id));
            Object context = query.get("context");
            FmfTree asked =
                    context == null
                            ? tree
                            : tree.adjust(
                                    Corpus.adjust(
                                            TestJson.map(
                                                    TestJson.map(all.get("contexts"))
                                                            .get(context))));
            if (answer instanceof Map<?, ?> failed) {
                Throwable thrown =
                        catchThrowable(() -> asked.prune(Corpus.query(query, tree.root())));
                Corpus.assertFailedAs(thrown, TestJson.map(failed.get("error")));
            } else {
                assertThat(names(asked.prune(Corpus.query(query, tree.root())))).isEqualTo(answer);
            }
        }

        private static List<String> names(List<FmfNode> nodes) {
            return nodes.stream().map(FmfNode::name).toList();
        }
    }
}
