package org.atex.core.orchestrate;

import java.util.Optional;
import org.atex.core.result.TestOutcome;
import org.atex.core.test.Attempt;

/** What threads of a run ask for so often that it is served many at a time. */
sealed interface Request {

    /**
     * A worker between two tests: tells how the last one ended, if there was one, and wants to know
     * what is next. The answer comes with it.
     */
    final class Turn implements Request {

        final HeldSystem system;
        final Optional<Ended> ended;

        /** Until it is answered: an answer that never comes must not use the system. */
        Step next = new Step.GiveBack();

        /** What the ended attempt means. */
        Judgement judgement = new Judgement(Judgement.Again.NO, false);

        /** Whether the system is kept for people to look at. */
        boolean held;

        Turn(HeldSystem system, Optional<Ended> ended) {
            this.system = system;
            this.ended = ended;
        }
    }

    /**
     * An attempt that has ended.
     *
     * @param results how many it has reported
     * @param alive whether its system is
     * @param runnerDied whether its runner died, and nobody could attach to it
     */
    record Ended(
            Attempt attempt,
            TestOutcome outcome,
            long results,
            boolean alive,
            boolean runnerDied) {}

    /** A test began to run on its system. */
    record Started(Attempt attempt) implements Request {}
}
