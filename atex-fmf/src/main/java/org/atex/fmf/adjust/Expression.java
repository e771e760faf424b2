package org.atex.fmf.adjust;

import java.util.List;

/** One piece of a rule, between the words {@code and} and {@code or}. */
sealed interface Expression {

    /** {@code true} or {@code false}. */
    record Constant(boolean value) implements Expression {}

    /** {@code distro is defined}. */
    record Defined(String dimension, boolean wanted) implements Expression {}

    /** {@code distro >= rhel-9, centos-9}. */
    record Comparison(String dimension, Operator operator, List<String> values)
            implements Expression {

        /** Copies the values. */
        public Comparison {
            values = List.copyOf(values);
        }
    }
}
