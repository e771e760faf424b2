package org.atex.core.orchestrate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the scheduler with random events, without threads, and checks what must always hold. */
class SchedulerModelTest {

    private static final int RUNS_EACH = 500;

    // ORC-03, ORC-06, ORC-08, ORC-11, ORC-12, ORC-15, ORC-16, ORC-17, AGG-15
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyTestEndsOnceAndEverySystemIsReleasedOnceHoweverOftenTheProcessDies(long block) {
        for (long seed = block * RUNS_EACH; seed < (block + 1) * RUNS_EACH; seed++) {
            new SchedulerModel(seed, (int) (seed % 5)).runToTheEnd();
        }
    }
}
