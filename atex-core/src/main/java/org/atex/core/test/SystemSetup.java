package org.atex.core.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a system needs before its first test and after its last: the tree to upload, prepare and
 * finish steps, environment. Immutable, compared by value: tests with equal setups share a prepared
 * system.
 *
 * <p>Environment values may be secret; {@link #toString()} leaves them out.
 */
public final class SystemSetup {

    private static final SystemSetup NONE = new SystemSetup(null, List.of(), List.of(), Map.of());

    private final @Nullable Path tree;
    private final List<SetupStep> prepare;
    private final List<SetupStep> finish;
    private final Map<String, String> environment;
    private final int hash;

    private SystemSetup(
            @Nullable Path tree,
            List<SetupStep> prepare,
            List<SetupStep> finish,
            Map<String, String> environment) {
        this.tree = tree;
        this.prepare = prepare;
        this.finish = finish;
        this.environment = environment;
        this.hash = Objects.hash(tree, prepare, finish, environment);
    }

    /** Nothing to upload, nothing to do. */
    public static SystemSetup none() {
        return NONE;
    }

    /** Uploads the tree of tests, and nothing else. */
    public static SystemSetup ofTree(Path tree) {
        return NONE.withTree(tree);
    }

    /** The same with another tree to upload. */
    public SystemSetup withTree(Path newTree) {
        return new SystemSetup(newTree, prepare, finish, environment);
    }

    /** The same with one more step before the first test. */
    public SystemSetup withPrepare(SetupStep step) {
        return new SystemSetup(tree, plus(prepare, step), finish, environment);
    }

    /** The same with one more step after the last test. */
    public SystemSetup withFinish(SetupStep step) {
        return new SystemSetup(tree, prepare, plus(finish, step), environment);
    }

    /** The same with one more variable, the plan's {@code environment} (ENV-01). */
    public SystemSetup withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new SystemSetup(tree, prepare, finish, Collections.unmodifiableMap(more));
    }

    private static List<SetupStep> plus(List<SetupStep> steps, SetupStep step) {
        List<SetupStep> more = new ArrayList<>(steps);
        more.add(step);
        return List.copyOf(more);
    }

    /** The directory on the runner whose contents become the tests tree (RUN-01). */
    public Optional<Path> tree() {
        return Optional.ofNullable(tree);
    }

    /** Steps before the first test, in order. */
    public List<SetupStep> prepare() {
        return prepare;
    }

    /** Steps after the last test, in order. */
    public List<SetupStep> finish() {
        return finish;
    }

    /** The plan's environment, for its scripts and tests. */
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SystemSetup that
                && tree().equals(that.tree())
                && prepare.equals(that.prepare)
                && finish.equals(that.finish)
                && environment.equals(that.environment);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "setup of %s (%d prepare, %d finish, environment %s)"
                .formatted(
                        tree == null ? "no tree" : tree,
                        prepare.size(),
                        finish.size(),
                        environment.keySet());
    }
}
