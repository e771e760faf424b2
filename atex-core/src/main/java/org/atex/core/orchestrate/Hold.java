package org.atex.core.orchestrate;

/** A system that is kept after a failed test, for somebody to look at it. */
@FunctionalInterface
public interface Hold {

    /** Lets it go before its time is over. From any thread; later calls do nothing. */
    void letGo();
}
