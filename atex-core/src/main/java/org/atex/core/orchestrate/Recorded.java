package org.atex.core.orchestrate;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.atex.core.system.Provisioner;
import org.atex.core.test.Attempt;

/** Where the time of a run goes, for Java Flight Recorder. */
final class Recorded {

    private static final String GROUP = "ATEX";

    private Recorded() {}

    /** The reservation of a system, until it answers. */
    @Name("org.atex.Reserve")
    @Label("Reserve")
    @Category(GROUP)
    @Description("The reservation of a system, until it answers or has failed")
    @StackTrace(false)
    static final class Reserve extends Event {
        @Label("System")
        final String system;

        @Label("Platform")
        final String platform;

        Reserve(Provisioner system) {
            this.system = system.name();
            this.platform = system.platform().toString();
            begin();
        }
    }

    /** The preparation of a system: upload, prepare steps. */
    @Name("org.atex.Prepare")
    @Label("Prepare")
    @Category(GROUP)
    @Description("The preparation of a system for tests: upload, prepare steps")
    @StackTrace(false)
    static final class Prepare extends Event {
        @Label("System")
        final String system;

        Prepare(Provisioner system) {
            this.system = system.name();
            begin();
        }
    }

    /** One attempt. */
    @Name("org.atex.Test")
    @Label("Test")
    @Category(GROUP)
    @Description("One attempt of a test, its own preparation included")
    @StackTrace(false)
    static final class Test extends Event {
        @Label("System")
        final String system;

        @Label("Test")
        final String test;

        @Label("Target")
        final String target;

        @Label("Attempt")
        final long attempt;

        @Label("Try")
        final int tryNumber;

        Test(Attempt attempt) {
            this.system = attempt.system();
            this.test = attempt.test().name();
            this.target = attempt.test().target().toString();
            this.attempt = attempt.number();
            this.tryNumber = attempt.tryNumber();
            begin();
        }
    }

    /** The release of a system, tries that fail included. */
    @Name("org.atex.Release")
    @Label("Release")
    @Category(GROUP)
    @Description("The release of a system, with its retries")
    @StackTrace(false)
    static final class Release extends Event {
        @Label("System")
        final String system;

        Release(String system) {
            this.system = system;
            begin();
        }
    }
}
