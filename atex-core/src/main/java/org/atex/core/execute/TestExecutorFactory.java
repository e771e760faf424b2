package org.atex.core.execute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.atex.core.system.SshSystem;

/** Makes the executor of a system. A lambda will do. */
@FunctionalInterface
public interface TestExecutorFactory {

    /**
     * Makes the executor of one system without touching the network. From any thread.
     *
     * @param system where it is
     * @param alive false once the system is known to be gone for good; may take 5 s to answer
     */
    TestExecutor open(SshSystem system, BooleanSupplier alive);

    /**
     * Tells once more of the results that an attempt stored in its directory before its runner
     * died, in their order; without a system (AGG-15). Only the executor knows the form in which it
     * stores them. A half-written last one does not count.
     *
     * <p>Unless written otherwise, there are none: sinks that take results one by one then miss
     * those that they had not seen yet.
     *
     * @param attemptDirectory the artifacts; may be gone, or emptied by a sink
     * @param listener hears of each result
     * @throws IOException if they cannot be read
     */
    default void replay(Path attemptDirectory, AttemptListener listener) throws IOException {}
}
