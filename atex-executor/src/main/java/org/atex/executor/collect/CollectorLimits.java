package org.atex.executor.collect;

/**
 * How much a test may report (section 7).
 *
 * @param jsonBytes of one JSON document (LIM-01)
 * @param jsonDepth levels of nesting of one JSON document (LIM-02)
 * @param partialBytes of JSON in all open partial results together (LIM-05)
 * @param uploadBytes sum of all declared lengths of files (LIM-04)
 * @param outputBytes of stdout and stderr together (LIM-06)
 */
public record CollectorLimits(
        int jsonBytes, int jsonDepth, long partialBytes, long uploadBytes, long outputBytes) {

    /** The limits of the specification: none for uploads and output. */
    public static final CollectorLimits DEFAULT =
            new CollectorLimits(16 << 20, 256, 64L << 20, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final int DEEPEST = 1_000;

    /** Checks that none is negative, and that no depth can exhaust a stack. */
    public CollectorLimits {
        require("jsonBytes", jsonBytes, 1, Integer.MAX_VALUE - 16);
        require("jsonDepth", jsonDepth, 1, DEEPEST);
        require("partialBytes", partialBytes, 0, Long.MAX_VALUE);
        require("uploadBytes", uploadBytes, 0, Long.MAX_VALUE);
        require("outputBytes", outputBytes, 0, Long.MAX_VALUE);
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s is %d, expected %d to %d".formatted(name, value, min, max));
        }
    }

    /**
     * What documents of results under way may take in all, over all streams: as much as open
     * partial results unless said otherwise, but enough for a few of the longest (LIM-05).
     */
    long underWayBytes() {
        return Math.max(DEFAULT.partialBytes, 4L * jsonBytes);
    }

    /** These limits with another size of documents. */
    public CollectorLimits withJsonBytes(int bytes) {
        return new CollectorLimits(bytes, jsonDepth, partialBytes, uploadBytes, outputBytes);
    }

    /** These limits with another depth of documents. */
    public CollectorLimits withJsonDepth(int levels) {
        return new CollectorLimits(jsonBytes, levels, partialBytes, uploadBytes, outputBytes);
    }

    /** These limits with another size of all open partial results. */
    public CollectorLimits withPartialBytes(long bytes) {
        return new CollectorLimits(jsonBytes, jsonDepth, bytes, uploadBytes, outputBytes);
    }

    /** These limits with another size of all uploads. */
    public CollectorLimits withUploadBytes(long bytes) {
        return new CollectorLimits(jsonBytes, jsonDepth, partialBytes, bytes, outputBytes);
    }

    /** These limits with another size of the output. */
    public CollectorLimits withOutputBytes(long bytes) {
        return new CollectorLimits(jsonBytes, jsonDepth, partialBytes, uploadBytes, bytes);
    }
}
