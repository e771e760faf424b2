package org.atex.core.orchestrate;

import org.atex.core.result.SinkEvent.Standing;

/** What an ended attempt means for its test and its system. */
record Judgement(Again again, boolean systemIntact) {

    enum Again {
        /** It was the last attempt. */
        NO,
        /** The rerun policy gives another one. */
        RERUN,
        /** The budget for lost systems gives another one. */
        INFRA
    }

    Standing standing() {
        return again == Again.NO ? Standing.FINAL : Standing.SUPERSEDED;
    }
}
