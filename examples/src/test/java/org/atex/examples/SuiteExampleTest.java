package org.atex.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunEvent.TestFinished;
import org.atex.core.orchestrate.TestVerdict;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.fmf.FmfTests;
import org.atex.fmf.tree.FmfTree;
import org.atex.provision.local.LocalProvisioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * A suite driven by JUnit: each test of a plan is a test of JUnit, while the Orchestrator runs them
 * on two systems behind it. Copy it to have FMF tests in your IDE and your build.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuiteExampleTest {

    private final Map<TestRun, CompletableFuture<TestVerdict>> verdicts = new LinkedHashMap<>();
    private final Orchestrator orchestrator =
            Orchestrator.builder()
                    .provisioner(LocalProvisioner.factory(), 2)
                    .executor(SshTestExecutor.factory())
                    .listener(this::tell)
                    .build();
    private final Thread run = new Thread(this::runAll, "suite");

    private void tell(RunEvent event) {
        if (event instanceof TestFinished finished) {
            verdicts.get(finished.verdict().test()).complete(finished.verdict());
        }
    }

    @BeforeAll
    void start() {
        FmfTree tree = FmfTree.load(Path.of("tree"));
        for (TestRun test : FmfTests.in(tree).plan("/plans/smoke").list()) {
            verdicts.put(test, new CompletableFuture<>());
        }
        run.start();
    }

    private void runAll() {
        try {
            orchestrator.run(List.copyOf(verdicts.keySet()));
        } catch (Exception e) {
            verdicts.values().forEach(verdict -> verdict.completeExceptionally(e));
        }
    }

    @TestFactory
    Stream<DynamicTest> smoke() {
        return verdicts.entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(test.getKey().name(), () -> passes(test)));
    }

    private static void passes(Map.Entry<TestRun, CompletableFuture<TestVerdict>> test)
            throws Exception {
        assertThat(test.getValue().get()).matches(verdict -> verdict.verdict().good());
    }

    @AfterAll
    void stop() throws InterruptedException {
        orchestrator.close();
        run.join();
    }
}
