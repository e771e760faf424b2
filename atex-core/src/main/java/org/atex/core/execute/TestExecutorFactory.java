package org.atex.core.execute;

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
}
