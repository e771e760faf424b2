package org.atex.core.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A {@link TestRun} being run for the nth time on a given system.
 *
 * <p>Everything but {@link #cancelled()} is fixed. Safe for any thread.
 */
public final class Attempt {

    private final long number;
    private final TestRun test;
    private final int tryNumber;
    private final String system;
    private final Platform platform;
    private final Path directory;
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean cancelled;

    /**
     * Makes one.
     *
     * @param number unique in its run, from 1
     * @param test what runs
     * @param tryNumber 1 for the first attempt of this test, 2 for the next
     * @param system the name of the system it runs on
     * @param systemPlatform what that system is
     * @param directory the artifacts directory on the runner, existing and empty (ART-02)
     */
    public Attempt(
            long number,
            TestRun test,
            int tryNumber,
            String system,
            Platform systemPlatform,
            Path directory) {
        this.number = number;
        this.test = Objects.requireNonNull(test, "test");
        this.tryNumber = tryNumber;
        this.system = Objects.requireNonNull(system, "system");
        this.platform = test.target().hasName() ? test.target() : systemPlatform;
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    /** Unique in its run, from 1. */
    public long number() {
        return number;
    }

    /** What runs. */
    public TestRun test() {
        return test;
    }

    /** 1 for the first attempt of this test, 2 for the next. */
    public int tryNumber() {
        return tryNumber;
    }

    /** The name of the system it runs on. */
    public String system() {
        return system;
    }

    /**
     * The platform that its results carry: the target, or that of the system if that has no name.
     */
    public Platform platform() {
        return platform;
    }

    /** The artifacts directory on the runner: {@code results} and {@code files} (ART-01). */
    public Path directory() {
        return directory;
    }

    /**
     * Asks for its end. Remembered: a run of this attempt that is entered later ends at once
     * (CAN-02). Later calls do nothing.
     */
    public void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            actions = List.copyOf(onCancel);
            onCancel.clear();
        }
        actions.forEach(Runnable::run);
    }

    /** Whether {@link #cancel()} was called. */
    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Has an action run by the thread that cancels, or at once if that has happened. For executors;
     * the action must be quick and not throw.
     *
     * @return takes the action back; harmless when it has run
     */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void remove(Runnable action) {
        onCancel.remove(action);
    }

    /** {@code /smoke/login on container-7f2c, try 2}. */
    @Override
    public String toString() {
        return test.name() + " on " + system + (tryNumber > 1 ? ", try " + tryNumber : "");
    }

    /** Takes back what was registered. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        /** Takes it back. */
        @Override
        void close();
    }
}
