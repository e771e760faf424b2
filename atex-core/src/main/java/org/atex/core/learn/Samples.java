package org.atex.core.learn;

import java.util.Arrays;

/** Robust statistics of a few numbers: up to a half of them may be wrong without much harm. */
final class Samples {

    /** Makes the median absolute deviation of a normal distribution its standard deviation. */
    private static final double MAD_TO_SIGMA = 1.4826;

    private Samples() {}

    /** The median; of an even count the mean of the middle two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The variance about a centre, judged by the median deviation from it. */
    static double variance(double centre, double... values) {
        double sigma =
                MAD_TO_SIGMA
                        * median(Arrays.stream(values).map(v -> Math.abs(v - centre)).toArray());
        return sigma * sigma;
    }
}
