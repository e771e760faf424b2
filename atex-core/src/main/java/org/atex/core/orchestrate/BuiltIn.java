package org.atex.core.orchestrate;

/** The default policies that are recognised, so that a long queue need not be searched. */
final class BuiltIn {

    static final Applicable BY_PLATFORM =
            (test, system) -> system.platform().satisfies(test.target());

    static final Fitness EQUAL = (test, system) -> 0;

    private BuiltIn() {}
}
