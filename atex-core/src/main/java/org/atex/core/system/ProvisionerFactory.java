package org.atex.core.system;

import java.util.Map;
import java.util.Optional;

/**
 * Makes a new {@link Provisioner} each time a worker needs a system. Shared things (an API client,
 * an image build) belong to it. A lambda will do where there are none.
 */
@FunctionalInterface
public interface ProvisionerFactory extends AutoCloseable {

    /**
     * Makes one; cheap, reserves nothing. Called by any thread, never two at a time for one run.
     *
     * @throws NoMoreSystemsException if there are no more for this run
     */
    Provisioner create();

    /**
     * Takes over a system that a dead process held (PRV-06).
     *
     * @param handle what {@link Provisioner#handle()} gave then
     * @return a provisioner already reserved; empty if the system is gone or the kind cannot do
     *     this
     */
    default Optional<Provisioner> adopt(Map<String, String> handle) {
        return Optional.empty();
    }

    /**
     * Gives back a system that a dead process held (PRV-06). Nothing to do if it is gone.
     *
     * @param handle what {@link Provisioner#handle()} gave then
     */
    default void discard(Map<String, String> handle) {
        adopt(handle).ifPresent(Provisioner::release);
    }

    /** Called once, after the last instance was released. */
    @Override
    default void close() {}
}
