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
     * Gives back a system that a dead process held (PRV-06), or that could not be released. Nothing
     * to do if it is gone.
     *
     * <p>Unless written otherwise it is taken over and released. Where that is not possible nobody
     * can tell whether it is gone, and this fails.
     *
     * @param handle what {@link Provisioner#handle()} gave then
     * @throws ProvisionException if it may still be there
     */
    default void discard(Map<String, String> handle) {
        adopt(handle)
                .orElseThrow(
                        () ->
                                new ProvisionException(
                                        "cannot be taken over, it may still be there: " + handle))
                .release();
    }

    /** Called once, after the last instance was released. */
    @Override
    default void close() {}
}
