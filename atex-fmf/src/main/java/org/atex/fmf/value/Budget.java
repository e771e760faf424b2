package org.atex.fmf.value;

import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;

/**
 * What merging may add to the memory during one load or adjustment, counted in values.
 *
 * <p>A few kilobytes of hostile metadata can describe terabytes (aliases of aliases, a long text
 * appended on each of a thousand levels). The limit depends on the heap, so that the answer is an
 * error before the heap is full.
 */
public final class Budget {

    private static final long LEAST = 1_000_000;
    private static final long BYTES_PER_VALUE = 100;
    private static final int CHARACTERS_PER_VALUE = 16;

    private long left;
    private FmfPlace place = FmfPlace.unknown();

    private Budget(long left) {
        this.left = left;
    }

    /** A fresh budget that fits this process. */
    public static Budget ofThisProcess() {
        return new Budget(Math.max(LEAST, Runtime.getRuntime().maxMemory() / BYTES_PER_VALUE));
    }

    /** Notes where the values are that are made from now on, for messages. */
    public void workingOn(FmfPlace newPlace) {
        place = newPlace;
    }

    /**
     * Notes that so many values were made.
     *
     * @throws FmfGeneralException if that is more than is left
     */
    public void spend(long values) {
        left -= values;
        if (left < 0) {
            throw new FmfGeneralException(
                    "merging makes the metadata too large for the memory", place);
        }
    }

    /** Notes that so many characters were made. */
    void spendText(long characters) {
        spend(characters / CHARACTERS_PER_VALUE + 1);
    }
}
