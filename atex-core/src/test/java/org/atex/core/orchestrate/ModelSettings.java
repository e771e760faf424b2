package org.atex.core.orchestrate;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.atex.core.test.Platform;
import org.atex.core.test.SetupStep;
import org.atex.core.test.SystemSetup;
import org.atex.core.test.TestRun;

/**
 * What a run of the model is made of: tests, factories and policies, all by chance.
 *
 * @param reruns how many a test is given at the most
 * @param rerunsInRun how many all tests are given together at the most
 */
record ModelSettings(
        List<TestRun> tests,
        List<Pool> pools,
        Luck luck,
        Policies policies,
        int reruns,
        int rerunsInRun) {

    /**
     * How often things go wrong.
     *
     * @param failing how many of ten attempts end with an exit code other than 0
     * @param breaking how many of ten attempts end by an error
     * @param setup one of so many reservations or preparations fails
     * @param cancel before one of so many events the run is cancelled
     */
    record Luck(int failing, int breaking, int setup, int cancel) {

        static Luck any(Random random) {
            return new Luck(
                    random.nextInt(6),
                    random.nextInt(4),
                    4 + random.nextInt(20),
                    random.nextInt(3) == 0 ? 100 : 10_000);
        }
    }

    /** When the handle of a system is known. */
    enum Handles {
        NEVER,
        WHEN_RESERVED,
        BEFORE
    }

    /**
     * A factory.
     *
     * @param max how many systems at a time
     * @param supply how many in all that a process can have
     */
    record Pool(Platform platform, int max, int supply, Handles handles) {

        static Pool any(Random random) {
            return new Pool(
                    somePlatform(random),
                    1 + random.nextInt(4),
                    random.nextInt(4) == 0 ? random.nextInt(4) : Integer.MAX_VALUE,
                    Handles.values()[Math.min(random.nextInt(6), 2)]);
        }

        boolean unlimited() {
            return supply == Integer.MAX_VALUE;
        }
    }

    static ModelSettings any(Random random) {
        List<TestRun> tests =
                IntStream.range(0, 1 + random.nextInt(12))
                        .mapToObj(i -> someTest("/t" + i, random))
                        .toList();
        List<Pool> pools =
                IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> Pool.any(random)).toList();
        int reruns = random.nextInt(3);
        int rerunsInRun = random.nextInt(3) == 0 ? random.nextInt(4) : Integer.MAX_VALUE;
        return new ModelSettings(
                tests,
                pools,
                Luck.any(random),
                policies(random, reruns, rerunsInRun),
                reruns,
                rerunsInRun);
    }

    private static Platform somePlatform(Random random) {
        int distro = random.nextInt(3);
        return Platform.any().with("distro", "d" + distro).withName("p" + distro);
    }

    private static TestRun someTest(String name, Random random) {
        TestRun.Builder test =
                TestRun.named(name, "true")
                        .target(random.nextBoolean() ? Platform.any() : somePlatform(random))
                        .setup(someSetup(random));
        return random.nextInt(8) == 0
                ? test.tags(Set.of(TestRun.DESTRUCTIVE)).build()
                : test.build();
    }

    private static SystemSetup someSetup(Random random) {
        return random.nextBoolean()
                ? SystemSetup.none()
                : SystemSetup.none().withPrepare(new SetupStep.Script("x"));
    }

    private static Policies policies(Random random, int reruns, int rerunsInRun) {
        boolean builtIn = random.nextBoolean();
        double never = random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : 0;
        RerunPolicy rerun = RerunPolicy.failedUpTo(reruns).atMostInRun(rerunsInRun);
        boolean elsewhere = random.nextBoolean(); // it matters where systems outlive a failure
        return new Policies(
                Applicable.byPlatform(),
                random.nextBoolean() ? Order.standard() : Order.inOrder(),
                builtIn
                        ? Fitness.equal()
                        : (test, system) -> system.marks().has("used") ? never : 0,
                !builtIn && random.nextInt(5) == 0
                        ? Optional.of((queue, system, previous) -> Optional.of(queue.get(0)))
                        : Optional.empty(),
                elsewhere ? rerun.onAnotherSystem() : rerun,
                RerunPlace.values()[random.nextInt(2)],
                random.nextInt(elsewhere ? 5 : 2) == 0
                        ? DestructivePolicy.failedOrTagged()
                        : DestructivePolicy.tagged(),
                random.nextInt(3),
                random.nextInt(3) == 0 ? random.nextInt(4) : 10,
                random.nextInt(4),
                random.nextInt(3),
                true);
    }

    /** Whether there is no end of systems that a test may run on, whatever happens. */
    boolean canAlwaysServe(TestRun test) {
        boolean mayBePinned = !test.target().hasName();
        return pools.stream().anyMatch(pool -> pool.unlimited() && suits(pool, test))
                && (!mayBePinned || pools.stream().allMatch(Pool::unlimited));
    }

    private static boolean suits(Pool pool, TestRun test) {
        return test.target().dimensions().entrySet().stream()
                .allMatch(
                        each ->
                                each.getValue()
                                        .equals(pool.platform().dimensions().get(each.getKey())));
    }
}
