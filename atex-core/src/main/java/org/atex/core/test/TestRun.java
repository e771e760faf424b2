package org.atex.core.test;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.atex.core.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * One test meant for one platform. Immutable; {@code with...} methods make changed copies.
 *
 * <p>Equality is identity in a run: two are equal if target platform and test have the same names.
 */
public final class TestRun {

    /** The time limit of a test whose metadata name none (DUR-01). */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(5);

    /** The tag of tests that leave their system unfit for others (ORC-10). */
    public static final String DESTRUCTIVE = "destructive";

    private final String name;
    private final Platform target;
    private final SystemSetup setup;
    private final String script;
    private final String directory;
    private final Duration timeLimit;
    private final double priority;
    private final Set<String> tags;
    private final List<String> require;
    private final List<String> recommend;
    private final Map<String, String> environment;
    private final boolean tty;
    private final Map<String, Object> metadata;

    private TestRun(Builder builder) {
        name = builder.name;
        target = builder.target;
        setup = builder.setup;
        script = builder.script;
        directory = builder.directory;
        timeLimit = builder.timeLimit;
        priority = builder.priority;
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(builder.tags));
        require = List.copyOf(builder.require);
        recommend = List.copyOf(builder.recommend);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(builder.environment));
        tty = builder.tty;
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(builder.metadata));
    }

    /** Starts a test run with this name, {@code /smoke/login}, and this shell code to run. */
    public static Builder named(String name, String script) {
        return new Builder(name, script);
    }

    /** Starts a copy of this test run. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** This test run for another platform. */
    public TestRun withTarget(Platform newTarget) {
        return toBuilder().target(newTarget).build();
    }

    /** This test run on systems with another setup. */
    public TestRun withSetup(SystemSetup newSetup) {
        return toBuilder().setup(newSetup).build();
    }

    /** This test run with another time limit. */
    public TestRun withTimeLimit(Duration newLimit) {
        return toBuilder().timeLimit(newLimit).build();
    }

    /** The name, unique in its tree: {@code /smoke/login}. */
    public String name() {
        return name;
    }

    /** The platform it is meant for. */
    public Platform target() {
        return target;
    }

    /** What its system needs before it. */
    public SystemSetup setup() {
        return setup;
    }

    /** Shell code, the {@code test} key; run by bash with errexit and pipefail (RUN-06). */
    public String script() {
        return script;
    }

    /** Where it runs, relative to the uploaded tree; empty for the root itself (RUN-05). */
    public String directory() {
        return directory;
    }

    /** How long it may take, reboots included (DUR-01). */
    public Duration timeLimit() {
        return timeLimit;
    }

    /** Whether the time limit is the test's own, not the one that holds for all (ORC-22). */
    public boolean declaresTimeLimit() {
        return metadata.containsKey("duration") || !timeLimit.equals(DEFAULT_TIME_LIMIT);
    }

    /** {@code extra-priority}: higher runs first, 0 unless said (ORC-21). */
    public double priority() {
        return priority;
    }

    /** The {@code tag} key, in the order written. */
    public Set<String> tags() {
        return tags;
    }

    /** Packages that must be there before it (PKG-03). */
    public List<String> require() {
        return require;
    }

    /** Packages that are installed before it if they can be had (PKG-04). */
    public List<String> recommend() {
        return recommend;
    }

    /** Variables of the test alone (ENV-01). */
    public Map<String, String> environment() {
        return environment;
    }

    /** Whether it wants a terminal (RUN-08). */
    public boolean tty() {
        return tty;
    }

    /**
     * All metadata as discovered, unmodifiable, as plain Java values: null, Boolean, BigInteger,
     * BigDecimal, Double (infinities and NaN only), String, List, Map, LocalDate, LocalDateTime.
     */
    public Map<String, Object> metadata() {
        return metadata;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestRun that
                && name.equals(that.name)
                && target.name().equals(that.target.name());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + target.name().hashCode();
    }

    @Override
    public String toString() {
        return target.hasName() ? name + " on " + target.name() : name;
    }

    /** Collects the parts of a {@link TestRun}; {@link #build()} checks them. For one thread. */
    public static final class Builder {

        private String name;
        private Platform target = Platform.any();
        private SystemSetup setup = SystemSetup.none();
        private String script;
        private String directory = "";
        private Duration timeLimit = DEFAULT_TIME_LIMIT;
        private double priority;
        private Set<String> tags = Set.of();
        private List<String> require = List.of();
        private List<String> recommend = List.of();
        private Map<String, String> environment = Map.of();
        private boolean tty;
        private Map<String, ?> metadata = Map.of();

        private Builder(String name, String script) {
            this.name = Objects.requireNonNull(name, "name");
            this.script = Objects.requireNonNull(script, "script");
        }

        private Builder(TestRun from) {
            name = from.name;
            target = from.target;
            setup = from.setup;
            script = from.script;
            directory = from.directory;
            timeLimit = from.timeLimit;
            priority = from.priority;
            tags = from.tags;
            require = from.require;
            recommend = from.recommend;
            environment = from.environment;
            tty = from.tty;
            metadata = from.metadata;
        }

        /** Another name. */
        public Builder name(String newName) {
            name = Objects.requireNonNull(newName, "name");
            return this;
        }

        /** The platform it is meant for; {@link Platform#any()} unless said. */
        public Builder target(Platform newTarget) {
            target = Objects.requireNonNull(newTarget, "target");
            return this;
        }

        /** What its system needs before it; nothing unless said. */
        public Builder setup(SystemSetup newSetup) {
            setup = Objects.requireNonNull(newSetup, "setup");
            return this;
        }

        /** Other shell code. */
        public Builder script(String newScript) {
            script = Objects.requireNonNull(newScript, "script");
            return this;
        }

        /** Where it runs, relative to the uploaded tree. */
        public Builder directory(String newDirectory) {
            directory = Objects.requireNonNull(newDirectory, "directory");
            return this;
        }

        /** How long it may take; {@link #DEFAULT_TIME_LIMIT} unless said. */
        public Builder timeLimit(Duration newLimit) {
            timeLimit = Objects.requireNonNull(newLimit, "timeLimit");
            return this;
        }

        /** Higher runs first; 0 unless said. */
        public Builder priority(double newPriority) {
            priority = newPriority;
            return this;
        }

        /** Its tags. */
        public Builder tags(Set<String> newTags) {
            tags = newTags;
            return this;
        }

        /** Packages that must be there. */
        public Builder require(List<String> packages) {
            require = packages;
            return this;
        }

        /** Packages that are welcome. */
        public Builder recommend(List<String> packages) {
            recommend = packages;
            return this;
        }

        /** Variables of the test alone. */
        public Builder environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        /** Whether it wants a terminal. */
        public Builder tty(boolean wanted) {
            tty = wanted;
            return this;
        }

        /** All metadata as discovered. */
        public Builder metadata(Map<String, ?> all) {
            metadata = all;
            return this;
        }

        /**
         * Makes the test run.
         *
         * @throws InvalidArgumentException if the name is empty or the limit negative
         */
        public TestRun build() {
            if (name.isEmpty()) {
                throw new InvalidArgumentException("a test run needs a name");
            }
            if (timeLimit.isNegative()) {
                throw new InvalidArgumentException(
                        "%s: time limit is %s, expected zero or more".formatted(name, timeLimit));
            }
            return new TestRun(this);
        }
    }
}
