package org.atex.core.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.atex.core.execute.AttemptListener;
import org.atex.core.execute.ExecutorException;
import org.atex.core.execute.TestExecutor;
import org.atex.core.execute.TestExecutorFactory;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Attempt;
import org.atex.core.test.SystemSetup;
import org.atex.core.time.Deadline;

/** Executors that do as they are told, without a system. Tests pass unless told otherwise. */
public final class ScriptedExecutor implements TestExecutorFactory {

    /** What an attempt does. */
    @FunctionalInterface
    public interface Behaviour {
        /** Runs, and says how it ended. */
        TestOutcome run(Attempt attempt, AttemptListener listener)
                throws IOException, InterruptedException;
    }

    private final Map<String, Deque<Behaviour>> scripts = new HashMap<>();
    private final Map<String, CountDownLatch> reached = new HashMap<>();
    private final Map<String, CountDownLatch> released = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private final Map<String, Behaviour> attachable = new HashMap<>();
    private Behaviour otherwise =
            (attempt, listener) -> {
                listener.started();
                listener.reported(TestResult.of(Status.PASS));
                return exit(0);
            };
    private int failingStarts;
    private boolean holdStart;
    private final CountDownLatch startReached = new CountDownLatch(1);

    /** The outcome of a test that exits with a code. */
    public static TestOutcome exit(int code) {
        return TestOutcome.exited(
                code, Optional.of(code == 0 ? Status.PASS : Status.FAIL), Duration.ofMillis(1));
    }

    /** The outcome of a test that ends by an error. */
    public static TestOutcome error(End end) {
        return TestOutcome.failed(
                end,
                TestError.of(ErrorKind.ABORTED, "scripted"),
                Optional.of(Status.INFRA),
                Duration.ofMillis(1));
    }

    /** Has the next attempts of a test end like this, one after the other. */
    public synchronized ScriptedExecutor then(String test, TestOutcome... outcomes) {
        for (TestOutcome outcome : outcomes) {
            then(
                    test,
                    (attempt, listener) -> {
                        listener.started();
                        listener.reported(TestResult.of(outcome.status().orElse(Status.PASS)));
                        return outcome;
                    });
        }
        return this;
    }

    /** Has the next attempt of a test do this. */
    public synchronized ScriptedExecutor then(String test, Behaviour behaviour) {
        scripts.computeIfAbsent(test, name -> new ArrayDeque<>()).add(behaviour);
        return this;
    }

    /** Has all attempts do this that are told nothing else. */
    public synchronized ScriptedExecutor otherwise(Behaviour behaviour) {
        otherwise = behaviour;
        return this;
    }

    /** Has attempts of a test go on like this when they are attached to, after what is stored. */
    public synchronized ScriptedExecutor attaching(String test, Behaviour behaviour) {
        attachable.put(test, behaviour);
        return this;
    }

    /** Has the next attempt of a test report, then wait for {@link #letGo}, or for its cancel. */
    public synchronized ScriptedExecutor holding(String test, TestResult... reported) {
        CountDownLatch here = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        reached.put(test, here);
        released.put(test, go);
        return then(
                test,
                (attempt, listener) -> {
                    try (Attempt.Registration ignored = attempt.onCancel(go::countDown)) {
                        listener.started();
                        List.of(reported).forEach(listener::reported);
                        here.countDown();
                        go.await();
                    }
                    return attempt.cancelled() ? error(End.CANCELLED) : exit(0);
                });
    }

    /** Waits until a held test runs. */
    public void awaitHeld(String test) throws InterruptedException {
        latch(reached, test).await();
    }

    /** Lets a held test pass. */
    public void letGo(String test) {
        latch(released, test).countDown();
    }

    private synchronized CountDownLatch latch(Map<String, CountDownLatch> latches, String test) {
        return latches.get(test);
    }

    /** Has the next starts fail. */
    public synchronized ScriptedExecutor failingStarts(int times) {
        failingStarts = times;
        return this;
    }

    /** Has starts wait until they are interrupted. */
    public synchronized ScriptedExecutor holdingStart() {
        holdStart = true;
        return this;
    }

    /** Waits until a start is held. */
    public void awaitHeldStart() throws InterruptedException {
        startReached.await();
    }

    /**
     * What happened, in order: {@code start fake-1}, {@code run fake-1 /test}, {@code stop fake-1}.
     */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** The tests in the order in which they ran. */
    public List<String> ran() {
        return events().stream()
                .filter(event -> event.startsWith("run "))
                .map(event -> event.substring(event.lastIndexOf(' ') + 1))
                .toList();
    }

    private synchronized void note(String event) {
        events.add(event);
    }

    private synchronized Behaviour next(String test) {
        Deque<Behaviour> script = scripts.get(test);
        return script == null || script.isEmpty() ? otherwise : script.poll();
    }

    /** Stores a result as real executors do, as far as tests of others need it: its status. */
    private static void store(Attempt attempt, TestResult result) throws IOException {
        String status = result.status().orElse(Status.PASS).word();
        Files.writeString(
                attempt.directory().resolve("results"),
                "{\"status\":\"%s\"}\n".formatted(status),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Override
    public void replay(Path attemptDirectory, AttemptListener listener) throws IOException {
        Path results = attemptDirectory.resolve("results");
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                listener.reported(TestResult.of(new Status(line.split("\"")[3])));
            }
        }
    }

    @Override
    public TestExecutor open(SshSystem system, BooleanSupplier alive) {
        return new Scripted(system.workRoot().orElse(system.host()));
    }

    private final class Scripted implements TestExecutor {

        private final String system;
        private boolean started;

        Scripted(String system) {
            this.system = system;
        }

        @Override
        public void start(SystemSetup setup, Deadline deadline) throws InterruptedException {
            note("start " + system);
            if (started) {
                throw new IllegalStateException("started already");
            }
            boolean hold;
            synchronized (ScriptedExecutor.this) {
                if (failingStarts > 0) {
                    failingStarts--;
                    throw new ExecutorException(ErrorKind.SETUP, "prepare failed");
                }
                hold = holdStart;
            }
            if (hold) {
                startReached.countDown();
                new CountDownLatch(1).await();
            }
            started = true;
        }

        @Override
        public TestOutcome run(Attempt attempt, AttemptListener listener) throws IOException {
            note("run " + system + " " + attempt.test().name());
            try {
                return next(attempt.test().name()).run(attempt, storing(attempt, listener));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return error(End.CANCELLED);
            }
        }

        @Override
        public TestOutcome attach(Attempt attempt, AttemptListener listener) throws IOException {
            Behaviour rest;
            synchronized (ScriptedExecutor.this) {
                rest = attachable.get(attempt.test().name());
            }
            if (rest == null) {
                return TestExecutor.super.attach(attempt, listener);
            }
            note("attach " + system + " " + attempt.test().name());
            started = true;
            replay(attempt.directory(), listener);
            try {
                return rest.run(attempt, storing(attempt, listener));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return error(End.CANCELLED);
            }
        }

        private AttemptListener storing(Attempt attempt, AttemptListener listener) {
            return new AttemptListener() {
                @Override
                public void reported(TestResult result) {
                    try {
                        store(attempt, result);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    listener.reported(result);
                }

                @Override
                public void started() {
                    listener.started();
                }
            };
        }

        @Override
        public void stop(Deadline deadline) {
            note("stop " + system);
            started = false;
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {
            note("close " + system);
        }
    }
}
