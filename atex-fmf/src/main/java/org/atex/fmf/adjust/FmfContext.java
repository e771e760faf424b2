package org.atex.fmf.adjust;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.fmf.error.FmfCannotDecideException;
import org.atex.fmf.error.FmfInvalidContextException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfValues;
import org.atex.fmf.value.PythonText;

/**
 * What is known about the world that metadata are adjusted to: dimensions, such as {@code distro}
 * and {@code arch}, with one or more values each. Immutable.
 *
 * <pre>{@code
 * FmfContext.builder().dimension("distro", "centos-stream-10").dimension("arch", "x86_64").build()
 * }</pre>
 */
public final class FmfContext {

    private final Map<String, Set<String>> dimensions;

    private FmfContext(Map<String, Set<String>> dimensions) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        dimensions.forEach(
                (name, values) ->
                        copy.put(name, Collections.unmodifiableSet(new LinkedHashSet<>(values))));
        this.dimensions = Collections.unmodifiableMap(copy);
    }

    /** Collects dimensions. */
    public static final class Builder {

        private final Map<String, Set<String>> dimensions = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds values to a dimension; without any the dimension is defined and has no value. Values
         * are turned into text as python prints them: {@code 8.4} is {@code 8.4}, {@code true} is
         * {@code True}.
         *
         * @throws org.atex.core.InvalidArgumentException if a value is no plain Java value
         */
        public Builder dimension(String name, Object... values) {
            Set<String> known =
                    dimensions.computeIfAbsent(
                            requireNonNull(name, "name"), any -> new LinkedHashSet<>());
            for (Object value : values) {
                known.add(PythonText.str(FmfValues.of(requireNonNull(value, "value"))));
            }
            return this;
        }

        /** The context. */
        public FmfContext build() {
            return new FmfContext(dimensions);
        }
    }

    /** Starts a context without dimensions. */
    public static Builder builder() {
        return new Builder();
    }

    /** The context without dimensions. */
    public static FmfContext empty() {
        return builder().build();
    }

    /**
     * A context of these dimensions; a collection gives several values.
     *
     * @throws org.atex.core.InvalidArgumentException if a value is no plain Java value
     */
    public static FmfContext of(Map<String, ?> dimensions) {
        Builder builder = builder();
        dimensions.forEach(
                (name, value) ->
                        builder.dimension(
                                name,
                                value instanceof Collection<?> several
                                        ? several.toArray()
                                        : new Object[] {value}));
        return builder.build();
    }

    /**
     * The context in which this rule is true: {@code distro == fedora-42 and arch == x86_64,
     * aarch64}.
     *
     * @throws FmfInvalidContextException if the rule has an {@code or} or an operator other than
     *     {@code ==}
     * @throws org.atex.fmf.error.FmfInvalidRuleException if the text is no rule
     */
    public static FmfContext parse(String definition) {
        List<List<Expression>> groups = RuleText.parse(definition, FmfPlace.unknown()).groups();
        if (groups.size() != 1) {
            throw notAContext(definition);
        }
        Map<String, Set<String>> dimensions = new LinkedHashMap<>();
        for (Expression expression : groups.get(0)) {
            if (!(expression instanceof Expression.Comparison comparison)
                    || comparison.operator() != Operator.EQUAL) {
                throw notAContext(definition);
            }
            dimensions.put(comparison.dimension(), new LinkedHashSet<>(comparison.values()));
        }
        return new FmfContext(dimensions);
    }

    private static FmfInvalidContextException notAContext(String definition) {
        return new FmfInvalidContextException(
                "'%s' has to be 'dimension == value', joined by 'and'".formatted(definition),
                FmfPlace.unknown());
    }

    /** The values of each dimension, as text. */
    public Map<String, Set<String>> dimensions() {
        return dimensions;
    }

    /**
     * Whether a rule matches, with regard to case.
     *
     * @throws FmfCannotDecideException if this context does not say enough
     * @throws org.atex.fmf.error.FmfInvalidRuleException if the text is no rule
     */
    public boolean matches(String rule) {
        Decision decision = decide(rule, true);
        if (decision == Decision.UNDECIDED) {
            throw new FmfCannotDecideException(
                    "'%s' in context %s".formatted(rule, dimensions), FmfPlace.unknown());
        }
        return decision == Decision.TRUE;
    }

    /**
     * Whether a rule matches, as far as that can be known.
     *
     * @param caseSensitive whether {@code RHEL} and {@code rhel} are different
     * @throws org.atex.fmf.error.FmfInvalidRuleException if the text is no rule
     * @throws org.atex.fmf.error.FmfPatternException if the rule has a bad pattern
     */
    public Decision decide(String rule, boolean caseSensitive) {
        return decide(rule, caseSensitive, FmfPlace.unknown());
    }

    Decision decide(String rule, boolean caseSensitive, FmfPlace place) {
        return new Decider(dimensions, caseSensitive, place).decide(RuleText.parse(rule, place));
    }

    /** The dimensions and their values. */
    @Override
    public String toString() {
        return dimensions.toString();
    }
}
