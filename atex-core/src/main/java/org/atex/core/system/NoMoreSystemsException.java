package org.atex.core.system;

/** A factory has no more systems for this run; what it made before stays good (PRV-04). */
public class NoMoreSystemsException extends ProvisionException {

    private static final long serialVersionUID = 1L;

    /** Makes one with a message that says why. */
    public NoMoreSystemsException(String message) {
        super(message);
    }
}
