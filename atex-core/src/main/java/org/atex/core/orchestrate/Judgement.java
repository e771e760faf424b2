package org.atex.core.orchestrate;

import org.atex.core.journal.JournalEntry.Next;
import org.atex.core.result.SinkEvent.Standing;

/** What an ended attempt means for its test and its system. */
record Judgement(Again again, boolean systemIntact) {

    enum Again {
        /** It was the last attempt. */
        NO,
        /** The rerun policy gives another one. */
        RERUN,
        /** The budget for lost systems gives another one. */
        INFRA,
        /** Its runner died; the test waits as if the attempt had not been (AGG-15). */
        RUNNER_DIED
    }

    Next next() {
        return switch (again) {
            case NO -> Next.NOTHING;
            case RERUN -> Next.RERUN;
            case INFRA -> Next.INFRA_RERUN;
            case RUNNER_DIED -> Next.AGAIN;
        };
    }

    Standing standing() {
        return again == Again.NO ? Standing.FINAL : Standing.SUPERSEDED;
    }
}
