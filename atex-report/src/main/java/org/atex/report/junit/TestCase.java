package org.atex.report.junit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.atex.core.result.Status;

/**
 * One {@code testcase}.
 *
 * @param test the name of the test
 * @param name of the case
 * @param status the verdict
 * @param message what there is to say about it
 * @param took where it is known
 * @param output the end of the test's output, where it is of interest
 */
record TestCase(
        String test,
        String name,
        Status status,
        Optional<String> message,
        Optional<Duration> took,
        Optional<String> output) {

    /** How a case counts, and the element that says so. */
    enum Kind {
        PASSED(""),
        FAILURE("failure"),
        ERROR("error"),
        SKIPPED("skipped");

        private final String element;

        Kind(String element) {
            this.element = element;
        }

        static Kind of(Status status) {
            return switch (status.word()) {
                case "fail" -> FAILURE;
                case "error", "infra" -> ERROR;
                case "skip" -> SKIPPED;
                default -> PASSED;
            };
        }
    }

    Kind kind() {
        return Kind.of(status);
    }

    /** The element, in lines of its own. */
    String toXml() {
        StringBuilder xml = new StringBuilder("    <testcase");
        attribute(xml, "classname", test);
        attribute(xml, "name", name);
        took.ifPresent(time -> attribute(xml, "time", seconds(time)));
        xml.append(">\n");
        switch (kind()) {
            case PASSED -> remark().ifPresent(remark -> systemOut(xml, remark));
            case SKIPPED -> verdict(xml, false);
            case FAILURE, ERROR -> verdict(xml, true);
        }
        output.ifPresent(text -> systemOut(xml, text));
        return xml.append("    </testcase>\n").toString();
    }

    private void verdict(StringBuilder xml, boolean withType) {
        xml.append("      <").append(kind().element);
        attribute(xml, "message", message.orElse(status.word()));
        if (withType) {
            attribute(xml, "type", status.word());
        }
        xml.append("/>\n");
    }

    /** There is no element for what a passed case has to say. */
    private Optional<String> remark() {
        return status.equals(Status.PASS)
                ? message
                : Optional.of(message.map(text -> status + ": " + text).orElse(status.word()));
    }

    private static void systemOut(StringBuilder xml, String text) {
        xml.append("      <system-out>")
                .append(XmlText.escapeLines(text))
                .append("</system-out>\n");
    }

    static void attribute(StringBuilder xml, String name, String value) {
        xml.append(' ').append(name).append("=\"").append(XmlText.escape(value)).append('"');
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
