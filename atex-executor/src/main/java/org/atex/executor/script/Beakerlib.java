package org.atex.executor.script;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.atex.core.test.Attempt;
import org.atex.core.test.TestRun;

/** What tests that are written with beakerlib need besides (BKR-01). */
public final class Beakerlib {

    static final String REQUIRED = "beakerlib";
    static final String RECOMMENDED = "beakerlib-redhat";

    private Beakerlib() {}

    /** Whether that is such a test: {@code framework: beakerlib}. */
    public static boolean runs(TestRun test) {
        return "beakerlib".equals(test.metadata().get("framework"));
    }

    /** A link to the metadata, for what looks for it beside the journal. */
    static String prepareScript(WorkDirectory work) {
        return "ln -sfn ../test/metadata.yaml %s\n"
                .formatted(Shell.quote(work.beakerlib() + "/metadata.yaml"));
    }

    /** Variables that win over all others. */
    static Map<String, String> variables(WorkDirectory work, Attempt attempt) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("BEAKERLIB_DIR", work.beakerlib());
        all.put("TESTID", id(work, attempt));
        all.put("BEAKERLIB_JOURNAL", "0");
        all.put("BEAKERLIB_COMMAND_REPORT_RESULT", Helpers.BEAKERLIB_REPORT);
        all.put("BEAKERLIB_COMMAND_SUBMIT_LOG", Helpers.BEAKERLIB_SUBMIT);
        return all;
    }

    /** The same over all starts of an attempt, whose directory belongs to it alone (ART-02). */
    private static String id(WorkDirectory work, Attempt attempt) {
        String what = work.path() + "\0" + attempt.directory().toAbsolutePath();
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
