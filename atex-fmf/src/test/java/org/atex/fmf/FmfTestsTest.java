package org.atex.fmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.InvalidArgumentException;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep.Script;
import org.atex.core.test.TestRun;
import org.atex.fmf.adjust.FmfContext;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfReferenceException;
import org.atex.fmf.tree.FmfTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmfTestsTest {

    @TempDir private Path root = Path.of(".");

    @BeforeEach
    void writeTree() throws IOException {
        write(".fmf/version", "1");
        write(
                "main.fmf",
                """
                duration: 10m
                /root: {test: echo root, tag: smoke}
                """);
        write(
                "net/main.fmf",
                """
                test: ./net.sh
                tag: [net]
                /dns: {tag+: [smoke], tier: 1}
                /dhcp: {tier: 2, duration+: "*2"}
                """);
        write("net/deep/tcp.fmf", "test: ./tcp.sh\ntag: net\ntier: 1\n");
        write(
                "other.fmf",
                """
                /manual: {test: look, manual: true}
                /disabled: {test: 'true', enabled: false}
                /text: {test: 'true', enabled: no}
                /story: {test: 'true', story: As a user}
                /none: {summary: no test}
                /fedora:
                  test: 'true'
                  enabled: false
                  adjust: {when: distro == fedora, enabled: true}
                """);
        write(
                "plans/main.fmf",
                """
                /: {inherit: false}
                environment: {A: plan}
                prepare: {script: ./setup.sh}
                /net: {discover: {how: fmf, test: ^/net/, exclude: dhcp}}
                /smoke: {discover: {filter: 'tag: smoke'}}
                /twice: {discover: [{name: a, test: dns}, {name: b, test: dns}]}
                /by: {discover: {how: shell}}
                """);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private FmfTests tests() {
        return FmfTests.in(FmfTree.load(root));
    }

    private static List<String> names(FmfTests tests) {
        return tests.list().stream().map(TestRun::name).toList();
    }

    private TestRun test(String name) {
        return tests().name("^" + name + "$").list().get(0);
    }

    @Test
    void testsAreEnabledLeavesWithTestInTheOrderOfTheTree() {
        assertThat(names(tests()))
                .containsExactly("/net/deep/tcp", "/net/dhcp", "/net/dns", "/other/text", "/root");
    }

    @Test
    void keysThatMustBeThereRestrict() {
        assertThat(FmfTests.in(FmfTree.load(root)).key("tier").key("duration").list())
                .extracting(TestRun::name)
                .containsExactly("/net/deep/tcp", "/net/dhcp", "/net/dns");
    }

    @Test
    void contextSwitchesTestsOn() {
        assertThat(names(tests().context(FmfContext.of(Map.of("distro", "fedora-42")))))
                .contains("/other/fedora");
    }

    @Test
    void planChoosesTestsAndSaysWhatTheirSystemNeeds() {
        List<TestRun> tests = tests().plan("/plans/net").list();

        assertThat(tests).extracting(TestRun::name).containsExactly("/net/deep/tcp", "/net/dns");
        assertThat(tests)
                .extracting(TestRun::setup)
                .allSatisfy(
                        setup -> {
                            assertThat(setup.tree()).contains(root);
                            assertThat(setup.prepare()).containsExactly(new Script("./setup.sh"));
                            assertThat(setup.environment()).isEqualTo(Map.of("A", "plan"));
                        });
        assertThat(tests.get(0).setup()).isEqualTo(tests.get(1).setup());
    }

    @Test
    void withoutPlanSystemsOnlyGetTheTree() {
        assertThat(test("/root").setup().tree()).contains(root);
        assertThat(test("/root").setup().prepare()).isEmpty();
    }

    @Test
    void callerRestrictsThePlan() {
        assertThat(names(tests().plan("/plans/smoke"))).containsExactly("/net/dns", "/root");
        assertThat(names(tests().plan("/plans/smoke").filter("tier: 1")))
                .containsExactly("/net/dns");
        assertThat(names(tests().plan("/plans/smoke").exclude("^/net"))).containsExactly("/root");
        assertThat(names(tests().plan("/plans/smoke").condition("tier == 1")))
                .containsExactly("/net/dns");
        assertThat(names(tests().plan("/plans/smoke").name("dns").name("tcp")))
                .containsExactly("/net/dns");
    }

    @Test
    void namesOfPlanAndCallerAreAlternatives() {
        assertThat(names(tests().plan("/plans/net").name("^/root")))
                .containsExactly("/net/deep/tcp", "/net/dns", "/root");
    }

    @Test
    void testRunsBesideTheLastFileThatSaysSomethingOfIt() {
        assertThat(test("/root").directory()).isEmpty();
        assertThat(test("/net/dns").directory()).isEqualTo("net");
        assertThat(test("/net/deep/tcp").directory()).isEqualTo("net/deep");
    }

    @Test
    void metadataAreInheritedAndKept() {
        TestRun dhcp = test("/net/dhcp");

        assertThat(dhcp.timeLimit()).hasMinutes(20);
        assertThat(dhcp.script()).isEqualTo("./net.sh");
        assertThat(dhcp.metadata()).containsEntry("duration", "10m*2");
        assertThat(test("/net/dns").tags()).containsExactly("net", "smoke");
    }

    @Test
    void targetIsThatOfTheCaller() {
        Platform fedora = Platform.of("fedora-42", "x86_64");

        assertThat(tests().target(fedora).list()).extracting(TestRun::target).containsOnly(fedora);
    }

    @Test
    void planMustBeOnePlan() {
        assertThatThrownBy(() -> tests().plan("/plans/none").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("/plans/none")
                .hasMessageContaining(root.toString());
        assertThatThrownBy(() -> tests().plan("/plans").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("several");
        assertThatThrownBy(() -> tests().plan("/root").list())
                .isInstanceOf(FmfReferenceException.class)
                .hasMessageContaining("a test, not a plan");
        assertThatThrownBy(() -> tests().plan("/plans/by").list())
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("/plans/by")
                .hasMessageContaining("'discover'");
    }

    @Test
    void planWithNamedSectionsWantsAPlaceForTheirCopy() {
        assertThatThrownBy(() -> tests().plan("/plans/twice").list())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("work directory")
                .hasMessageContaining("/plans/twice");
    }

    @Test
    void testWithoutSourcesIsRefused() throws IOException {
        write("lost.fmf", "/test: {/: {inherit: false}, test: 'true'}");

        assertThatThrownBy(() -> tests().list())
                .isInstanceOf(FmfFormatException.class)
                .hasMessageContaining("/lost/test");
    }
}
