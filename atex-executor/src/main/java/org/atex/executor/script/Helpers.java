package org.atex.executor.script;

import java.util.List;

/**
 * The commands for tests on the system (section 12). Each is a link to {@code helper.sh}, which
 * hands over to {@code helper.py} or {@code helper.pl}.
 */
final class Helpers {

    /** Beakerlib's way to report a phase (BKR-04). */
    static final String BEAKERLIB_REPORT = "atex-beakerlib-report-result";

    /** Beakerlib's way to keep a file. */
    static final String BEAKERLIB_SUBMIT = "atex-beakerlib-submit-log";

    /** All of them (HLP-01). */
    static final List<String> NAMES =
            List.of(
                    "tmt-report-result",
                    "rstrnt-report-result",
                    "rhts-report-result",
                    "tmt-file-submit",
                    "rstrnt-report-log",
                    "rhts-submit-log",
                    "rhts_submit_log",
                    "tmt-reboot",
                    "rstrnt-reboot",
                    "rhts-reboot",
                    "tmt-abort",
                    "rstrnt-abort",
                    "rhts-abort",
                    "rstrnt-adjust-watchdog",
                    "rhts-adjust-watchdog",
                    BEAKERLIB_REPORT,
                    BEAKERLIB_SUBMIT);

    private Helpers() {}
}
