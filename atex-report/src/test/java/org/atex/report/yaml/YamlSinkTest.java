package org.atex.report.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSinkTest {

    @TempDir private Path directory;
    private Path target;
    private YamlSink sink;
    private SinkFeed feed;

    @BeforeEach
    void openSink() throws IOException {
        target = directory.resolve("out/results.yaml");
        sink = YamlSink.to(target);
        sink.open();
        feed = new SinkFeed(sink, directory.resolve("attempts"));
    }

    @AfterEach
    void closeSink() throws IOException {
        sink.close();
    }

    // AGG-12
    @Test
    void eachTestIsADocumentWithItsKeysInOrder() throws IOException {
        Attempt disk = feed.begin("rhel-9.6@x86_64", "/unit/disk");
        feed.report(
                disk,
                TestResult.of(Status.FAIL).withName("disk/io").withFiles(List.of("dmesg.txt")));
        feed.report(disk, TestResult.of(Status.PASS).withName("disk/size").withNote("12 GB: ok"));
        feed.report(
                disk,
                TestResult.of(Status.FAIL).withFiles(List.of("output.txt")).withNote("see dmesg"));
        feed.end(disk, Status.FAIL, Standing.FINAL);
        feed.run("rhel-9.6@x86_64", "/unit/net", Status.PASS, Standing.FINAL);

        assertThat(target)
                .hasContent(
                        """
                        ---
                        platform: rhel-9.6@x86_64
                        name: /unit/disk
                        status: fail
                        files:
                        - output.txt
                        note: "see dmesg"
                        subtests:
                        - name: disk/io
                          status: fail
                          files:
                          - dmesg.txt
                        - name: disk/size
                          status: pass
                          note: "12 GB: ok"
                        ---
                        platform: rhel-9.6@x86_64
                        name: /unit/net
                        status: pass
                        files:
                        - output.txt
                        """);
    }

    // AGG-12
    @Test
    void ofSeveralNamelessResultsTheLastStatusAndNoteCountAndFilesAddUp() throws IOException {
        Attempt attempt = feed.begin("/t");
        feed.report(
                attempt, TestResult.of(Status.FAIL).withFiles(List.of("a", "b")).withNote("first"));
        feed.report(attempt, TestResult.of(Status.PASS).withFiles(List.of("c")));
        feed.append(attempt, "{\"note\": \"last\", \"other\": 1}");
        feed.end(attempt, Status.PASS, Standing.FINAL);

        Map<String, Object> document = YamlDocuments.of(target).get(0);
        assertThat(document)
                .containsEntry("status", "pass")
                .containsEntry("note", "last")
                .containsEntry("files", List.of("a", "b", "c"))
                .doesNotContainKeys("other", "subtests");
    }

    // AGG-12: what YAML could take for something else than a text, or for structure
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "null",
                "~",
                "1",
                "0x1f",
                "1e3",
                "12:30",
                "2026-01-02",
                "=",
                "<<",
                "- a",
                "a: b",
                "a #b",
                "{a: 1}",
                "[",
                "*a",
                "&a",
                "!a",
                "%a",
                "'",
                "\"",
                "---",
                "a\nb",
                " a ",
                "\t",
                "\u0085",
                "\u2028",
                "\ufeff",
                "\uffff",
                "\u001b[2J",
                "\ud83d\ude00"
            })
    void textsStayTexts(String text) throws IOException {
        Attempt attempt = feed.begin(text, text);
        feed.report(attempt, TestResult.of(Status.PASS).withName(text).withNote(text));
        feed.report(attempt, TestResult.of(Status.PASS).withNote(text));
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertThat(YamlDocuments.of(target))
                .containsExactly(
                        Map.of(
                                "platform", text,
                                "name", text,
                                "status", "pass",
                                "note", text,
                                "subtests",
                                        List.of(
                                                Map.of(
                                                        "name", text, "status", "pass", "note",
                                                        text))));
        assertThat(Files.readString(target)).doesNotContain("\u001b");
    }
}
