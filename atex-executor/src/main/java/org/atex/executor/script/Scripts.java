package org.atex.executor.script;

import org.atex.core.test.TestRun;

/** The bash scripts that carry somebody's text. */
final class Scripts {

    private Scripts() {}

    /** A test as it is executed (RUN-06). The text comes last, byte by byte. */
    static String test(WorkDirectory work, TestRun test) {
        return header(work)
                + (Beakerlib.runs(test) ? Beakerlib.prepareScript(work) : "")
                + "PATH=%s:$PATH\n".formatted(Shell.quote(work.helpers()))
                + "set -o errexit -o pipefail\n"
                + test.script();
    }

    /** A prepare or finish step (PLN-02, PLN-03, PLN-05). */
    static String step(WorkDirectory work, String text) {
        return header(work) + "set -o errexit -o pipefail\n" + text;
    }

    private static String header(WorkDirectory work) {
        String file = Shell.quote(work.environmentFile());
        return """
                #!/bin/bash
                if [ -f %s ]; then set -o allexport; . %s; set +o allexport; fi
                """
                .formatted(file, file);
    }
}
