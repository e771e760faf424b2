package org.atex.report.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.report.files.IngestedAttempt;

/**
 * The document of one test. Its nameless results are one: the last status and note count, files add
 * up. Subtests are read a second time, so that memory does not grow with their number.
 */
final class TestDocument {

    private final IngestedAttempt attempt;
    private final List<String> files = new ArrayList<>();
    private Optional<String> status = Optional.empty();
    private Optional<String> note = Optional.empty();
    private boolean subtests;

    private TestDocument(IngestedAttempt attempt) {
        this.attempt = attempt;
    }

    static void write(IngestedAttempt attempt, OutputStream out) throws IOException {
        TestDocument document = new TestDocument(attempt);
        attempt.read(document::take);
        document.writeTo(out);
    }

    private void take(TestResult result) {
        if (result.name().isPresent()) {
            subtests = true;
        } else {
            status = result.status().map(Status::word).or(() -> status);
            note = result.note().or(() -> note);
            files.addAll(result.files());
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder("---\n");
        member("", "platform", Optional.of(attempt.platform()), text);
        member("", "name", Optional.of(attempt.test()), text);
        member("", "status", status, text);
        files("", files, text);
        member("", "note", note, text);
        text.append(subtests ? "subtests:\n" : "");
        print(text, out);
        if (subtests) {
            attempt.read(result -> writeSubtest(result, out));
        }
    }

    private static void writeSubtest(TestResult result, OutputStream out) throws IOException {
        if (result.name().isPresent()) {
            StringBuilder text = new StringBuilder("- name: ");
            YamlText.append(result.name().get(), text);
            text.append('\n');
            member("  ", "status", result.status().map(Status::word), text);
            files("  ", result.files(), text);
            member("  ", "note", result.note(), text);
            print(text, out);
        }
    }

    private static void member(
            String indent, String key, Optional<String> value, StringBuilder text) {
        value.filter(present -> !present.isEmpty())
                .ifPresent(
                        present -> {
                            text.append(indent).append(key).append(": ");
                            YamlText.append(present, text);
                            text.append('\n');
                        });
    }

    private static void files(String indent, List<String> files, StringBuilder text) {
        if (!files.isEmpty()) {
            text.append(indent).append("files:\n");
            for (String file : files) {
                text.append(indent).append("- ");
                YamlText.append(file, text);
                text.append('\n');
            }
        }
    }

    private static void print(CharSequence text, OutputStream out) throws IOException {
        out.write(text.toString().getBytes(UTF_8));
    }
}
