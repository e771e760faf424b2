package org.atex.core.orchestrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atex.core.fakes.ScriptedExecutor.exit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.fakes.ScriptedExecutor;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptBegan;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.system.Provisioner;
import org.atex.core.system.ProvisionerFactory;
import org.atex.core.test.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step of a run broken once, by a failure or by an interrupt: nothing leaks, and the summary
 * says what happened.
 */
@Timeout(60)
class BrokenStepTest {

    /** Where a run can be hit. In the order in which it gets there. */
    private enum Step {
        SINK_OPEN,
        CREATE,
        RESERVE,
        START,
        BEGAN,
        RUN,
        RESULT,
        ENDED,
        RELEASE,
        SINK_CLOSE,
        FACTORY_CLOSE
    }

    private static final String WHAT = "it broke here";

    @TempDir private Path scratch;
    private final FakeSystems systems = new FakeSystems();
    private final StepSink sink = new StepSink();
    private BiConsumer<Step, Thread> onStep = (step, thread) -> {};

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("atex-"));
        systems.close();
    }

    private final class StepSink implements ResultSink {

        private Optional<IOException> failure = Optional.empty();
        private Optional<Step> failsAt = Optional.empty();
        private boolean open;

        private void at(Step step) throws IOException {
            onStep.accept(step, Thread.currentThread());
            if (failsAt.filter(step::equals).isPresent() && failure.isPresent()) {
                throw failure.get();
            }
        }

        @Override
        public void open() throws IOException {
            at(Step.SINK_OPEN);
            open = true;
        }

        @Override
        public void accept(SinkEvent event) throws IOException {
            at(
                    event instanceof AttemptBegan
                            ? Step.BEGAN
                            : event instanceof ResultReported ? Step.RESULT : Step.ENDED);
        }

        @Override
        public void close() throws IOException {
            open = false;
            at(Step.SINK_CLOSE);
        }
    }

    /** The fake systems, telling of their steps. */
    private final class StepFactory implements ProvisionerFactory {

        private Optional<Step> failsAt = Optional.empty();

        private void at(Step step) {
            onStep.accept(step, Thread.currentThread());
            if (failsAt.filter(step::equals).isPresent()) {
                failsAt = Optional.empty();
                throw new IllegalStateException(WHAT);
            }
        }

        @Override
        public Provisioner create() {
            at(Step.CREATE);
            return systems.create();
        }

        @Override
        public void discard(Map<String, String> handle) {
            systems.discard(handle);
        }

        @Override
        public void close() {
            systems.close();
            at(Step.FACTORY_CLOSE);
        }
    }

    private final StepFactory factory = new StepFactory();

    private Orchestrator.Builder pool(ScriptedExecutor executor) {
        return Orchestrator.builder()
                .directory(scratch.resolve("run"))
                .provisioner(factory)
                .executor(executor)
                .firstPause(Duration.ZERO)
                .maxFailedSetups(0)
                .sink(sink);
    }

    private ScriptedExecutor tellingExecutor() {
        return new ScriptedExecutor()
                .otherwise(
                        (attempt, listener) -> {
                            onStep.accept(Step.RUN, Thread.currentThread());
                            listener.reported(TestResult.of(Status.PASS));
                            return exit(0);
                        });
    }

    private static List<TestRun> tests() {
        return Stream.of("/a", "/b").map(name -> TestRun.named(name, "true").build()).toList();
    }

    /** What breaks at a step, as far as it is not a sink. */
    private ScriptedExecutor broken(Step step) {
        ScriptedExecutor executor = new ScriptedExecutor();
        factory.failsAt = Optional.of(step);
        switch (step) {
            case RESERVE -> systems.failingFirst(1);
            case START -> executor.failingStarts(1);
            case RUN ->
                    executor.then(
                            "/a",
                            (attempt, listener) -> {
                                throw new IOException(WHAT);
                            });
            case RELEASE -> systems.releaseFailing().failingDiscards(100);
            default -> {
                // the factory or a sink
            }
        }
        return executor;
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "RESERVE", "START", "RUN", "RELEASE", "FACTORY_CLOSE"})
    void aFailureIsInTheSummaryAndNothingLeaks(Step step) throws Exception {
        RunSummary summary = pool(broken(step)).build().run(tests());

        String told = summary + " " + summary.problems() + " " + summary.tests();
        assertThat(told)
                .containsAnyOf(
                        WHAT, "the cloud is full", "prepare failed", "does not take it back");
        assertThat(summary.tests()).hasSize(2);
        nothingLeaks(step != Step.RELEASE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BEGAN", "RESULT", "ENDED", "SINK_CLOSE"})
    void aFullDiskOfASinkEndsTheRunAndNothingLeaks(Step step) throws Exception {
        sink.failsAt = Optional.of(step);
        sink.failure = Optional.of(new IOException("No space left on device"));

        RunSummary summary = pool(new ScriptedExecutor()).build().run(tests());

        assertThat(summary.failure())
                .get()
                .asString()
                .contains("a sink cannot go on", "No space left on device");
        assertThat(summary.passed()).isFalse();
        assertThat(summary.tests()).hasSize(2);
        nothingLeaks(true);
    }

    private static Stream<Step> stepsOfWorkers() {
        return Arrays.stream(Step.values()).filter(step -> step.compareTo(Step.CREATE) >= 0);
    }

    @ParameterizedTest
    @MethodSource("stepsOfWorkers")
    void aCloseAtAnyStepLeavesNothing(Step step) throws Exception {
        Orchestrator orchestrator =
                pool(tellingExecutor())
                        .listener(
                                event -> {
                                    if (event instanceof RunEvent.SystemReserving) {
                                        onStep.accept(Step.RESERVE, Thread.currentThread());
                                    } else if (event instanceof RunEvent.SystemPreparing) {
                                        onStep.accept(Step.START, Thread.currentThread());
                                    } else if (event instanceof RunEvent.SystemReleased) {
                                        onStep.accept(Step.RELEASE, Thread.currentThread());
                                    }
                                })
                        .build();
        onStep =
                (now, thread) -> {
                    if (now == step) {
                        orchestrator.close();
                    }
                };

        RunSummary summary = orchestrator.run(tests());

        assertThat(summary.tests()).hasSize(2);
        assertThat(summary.problems()).isEmpty();
        assertThat(summary.failure()).isEmpty();
        nothingLeaks(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RESERVE", "START", "RELEASE", "SINK_OPEN"},
            mode = EnumSource.Mode.EXCLUDE)
    void anInterruptOfTheCallerAtAnyStepLeavesNothing(Step step) throws Exception {
        Thread caller = Thread.currentThread();
        onStep =
                (now, thread) -> {
                    if (now == step) {
                        caller.interrupt();
                    }
                };

        boolean interrupted = false;
        try {
            pool(tellingExecutor()).build().run(tests());
        } catch (InterruptedException e) {
            interrupted = true;
        }

        assertThat(interrupted || Thread.interrupted()).isTrue();
        nothingLeaks(true);
    }

    private void nothingLeaks(boolean released) throws IOException {
        assertThat(systems.standing().isEmpty()).as("systems are released").isEqualTo(released);
        assertThat(systems.closed()).as("the factory is closed").isTrue();
        assertThat(sink.open).as("the sink is open").isFalse();
        assertThat(Files.readString(scratch.resolve("run/journal.jsonl"))).contains("run-ended");
    }
}
