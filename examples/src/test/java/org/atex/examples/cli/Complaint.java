package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

/** How wrong input is answered: exit code 2, and one line for people. */
final class Complaint {

    private Complaint() {}

    /** Checks it, and that the line has these parts. */
    static void complains(InProcess.Ran ran, String... parts) {
        assertThat(ran.complaints().lines()).as(ran.complaints()).hasSize(1);
        assertThat(ran.complaints()).startsWith("atex: ").contains(parts);
        assertThat(ran.complaints()).doesNotContain("Exception", "defect");
        assertThat(ran.exitCode()).isEqualTo(ExitCodes.TROUBLE);
    }
}
