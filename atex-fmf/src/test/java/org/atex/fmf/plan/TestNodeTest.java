package org.atex.fmf.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atex.core.test.TestRun;
import org.atex.fmf.value.FmfValues;
import org.junit.jupiter.api.Test;

class TestNodeTest {

    private static TestNode node(Map<String, ?> data) {
        Map<String, Object> all = new HashMap<>(data);
        all.putIfAbsent("test", "true");
        return TestNode.of("/a/b", FmfValues.mapping(all));
    }

    private static TestRun testRun(Map<String, ?> data) {
        return node(data).testRun().build();
    }

    @Test
    void keysBecomePartsOfTheTestRun() {
        TestRun test =
                testRun(
                        Map.of(
                                "test",
                                "./run.sh",
                                "duration",
                                "10m*2",
                                "tag",
                                List.of("smoke", "net"),
                                "require",
                                "httpd",
                                "recommend",
                                List.of("strace", "ltrace"),
                                "environment",
                                Map.of("A", "1"),
                                "tty",
                                true,
                                "extra-priority",
                                7,
                                "extra-owner",
                                "me"));

        assertThat(test.name()).isEqualTo("/a/b");
        assertThat(test.script()).isEqualTo("./run.sh");
        assertThat(test.timeLimit()).isEqualTo(Duration.ofMinutes(20));
        assertThat(test.tags()).containsExactly("smoke", "net");
        assertThat(test.require()).containsExactly("httpd");
        assertThat(test.recommend()).containsExactly("strace", "ltrace");
        assertThat(test.environment()).containsOnly(Map.entry("A", "1"));
        assertThat(test.tty()).isTrue();
        assertThat(test.priority()).isEqualTo(7);
        assertThat(test.metadata())
                .containsEntry("extra-owner", "me")
                .containsEntry("extra-priority", BigInteger.valueOf(7));
    }

    @Test
    void missingKeysHaveTheDefaultsOfTmt() {
        TestRun test = testRun(Map.of());

        assertThat(test.timeLimit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(test.tags()).isEmpty();
        assertThat(test.tty()).isFalse();
        assertThat(test.priority()).isZero();
    }

    @Test
    void truthIsPythons() {
        assertThat(node(Map.of("enabled", "no")).runs()).isTrue();
        assertThat(node(Map.of("enabled", 0)).runs()).isFalse();
        assertThat(node(Map.of("enabled", "")).runs()).isFalse();
        assertThat(node(Map.of("manual", true)).runs()).isFalse();
        assertThat(node(Map.of("story", "As a user")).runs()).isFalse();
        assertThat(TestNode.of("/a", FmfValues.mapping(Map.of("summary", "x"))).runs()).isFalse();
    }

    @Test
    void integersAreDurationsInSeconds() {
        assertThat(testRun(Map.of("duration", 90)).timeLimit()).hasSeconds(90);
    }

    @Test
    void requiredFilesAreNoPackages() {
        Map<String, ?> files = Map.of("type", "file", "pattern", "/lib");

        assertThat(testRun(Map.of("require", List.of("httpd", files))).require())
                .containsExactly("httpd");
    }

    @Test
    void pathIsRelativeToTheTree() {
        assertThat(node(Map.of("path", "/lib/common/")).path()).contains("lib/common");
        assertThat(node(Map.of("path", "/")).path()).contains("");
        assertThat(node(Map.of()).path()).isEmpty();
        assertThatThrownBy(() -> node(Map.of("path", "lib")).path()).hasMessageContaining("'path'");
        assertThatThrownBy(() -> node(Map.of("path", "/../x")).path())
                .hasMessageContaining("'path'");
    }

    @Test
    void wrongValuesAreRefusedByNodeAndKey() {
        assertThatThrownBy(() -> testRun(Map.of("duration", "soon")))
                .hasMessageContaining("'soon' is no good value")
                .hasMessageContaining("/a/b")
                .hasMessageContaining("'duration'");
        assertThatThrownBy(() -> testRun(Map.of("test", List.of("a"))))
                .hasMessageContaining("'test'");
        assertThatThrownBy(() -> testRun(Map.of("tag", List.of(Map.of("a", 1)))))
                .hasMessageContaining("'tag'");
        assertThatThrownBy(() -> testRun(Map.of("environment", Map.of(1, "a"))))
                .hasMessageContaining("'environment'");
        assertThatThrownBy(() -> testRun(Map.of("recommend", Map.of("url", "x"))))
                .hasMessageContaining("'recommend'");
        assertThatThrownBy(() -> testRun(Map.of("require", Arrays.asList(1, 2))))
                .hasMessageContaining("'require'");
    }
}
