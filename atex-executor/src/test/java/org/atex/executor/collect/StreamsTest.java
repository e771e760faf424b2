package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.atex.executor.control.ControlException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections 1 and 2, as far as several connections of one test meet. */
class StreamsTest {

    private static final String FILE_A = "{'name': '%s', 'files': [{'name': 'a', 'length': 4}]}";

    @TempDir Path parent;
    private Run run;

    @BeforeEach
    void start() throws Exception {
        run = new Run(Files.createDirectory(parent.resolve("run")));
    }

    private ByteBuffer other(String text) throws Exception {
        return run.feed(2, text);
    }

    @Test
    void ctl03_eachStreamHasAStateOfItsOwn() throws Exception {
        run.send("exitco");
        other("result ");
        run.send("de 3\nno");
        other("2\n{");
        run.send("op\n");
        other("}");

        assertThat(run.events).containsExactly("exit 3");
        assertThat(run.lines()).containsExactly("{}");
    }

    @Test
    void ctl10_theLastExitCodeCounts() throws Exception {
        run.send("exitcode 1\n");
        other("exitcode 2\n");
        run.send("noop\n");

        assertThat(run.events).containsExactly("exit 1", "exit 2");
        assertThat(run.collector.exitCode()).hasValue(2);
    }

    @Test
    void ctl11_durationReachesTheListener() throws Exception {
        run.send("duration +1m\nduration save\n");

        assertThat(run.events).containsExactly("Plus[length=PT1M]", "Save[]");
    }

    @Test
    void ctl12_disconnectClosesAllStreams() throws Exception {
        other("result 2\n{}result 100\n{");
        run.send("noop\ndisconnect\nexitcode 1\n");
        other("}exitcode 2\n");
        run.feed(3, "exitcode 3\n");

        assertThat(run.events).containsExactly("disconnect");
        assertThat(run.collector.disconnected()).isTrue();
        assertThat(run.collector.insideResult(2)).isFalse();
        assertThat(run.lines()).containsExactly("{}");
    }

    @Test
    void ctl12_theUnfinishedFileOfADroppedResultIsCutOffAgain() throws Exception {
        run.report("{'files': [{'name': 'old', 'length': 3}]}", "old");
        other(
                Run.result(
                        "{'files': [{'name': 'done', 'length': 1}, {'name': 'old', 'length': 9}]}"));
        other("x12345");
        assertThat(run.file("old")).isEqualTo("old12345");
        run.feed(3, Run.result("{'files': [{'name': 'new', 'length': 9}]}", "1"));
        run.send("disconnect\n");

        assertThat(run.file("old")).isEqualTo("old");
        assertThat(run.file("done")).isEqualTo("x");
        assertThat(run.directory.resolve("files/new")).doesNotExist();
        assertThat(run.lines()).containsExactly("{'files': ['old']}");
    }

    @Test
    void ctl12_resultsThatHadComeInCount() throws Exception {
        run.send(Run.result("{'n': 1}") + "disconnect\n" + Run.result("{'n': 2}"));

        assertThat(run.lines()).containsExactly("{'n': 1}");
        assertThat(run.reported).hasSize(1);
    }

    @Test
    void ctl16_theOrderOfCompletionCounts() throws Exception {
        run.report("{'name': 'first', 'files': [{'name': 'a', 'length': 2}]}", "1");
        other(Run.result("{'name': 'second'}"));
        run.send("2");

        assertThat(run.lines())
                .containsExactly("{'name': 'second'}", "{'name': 'first', 'files': ['a']}");
    }

    @Test
    void ctl16_partialResultsMergeOverAllStreams() throws Exception {
        run.report("{'partial': true, 'x': 1}");
        other(Run.result("{'y': 2}"));

        assertThat(run.lines()).containsExactly("{'x': 1, 'y': 2}");
    }

    @Test
    void ctl16_dataForOnePathIsStoredInOnePiece() throws Exception {
        run.report(FILE_A.formatted("n"), "12");
        ByteBuffer rest = other(Run.result(FILE_A.formatted("n"), "abcdexitcode 5\n"));
        assertThat(run.collector.waiting(2)).isTrue();
        assertThat(rest.remaining()).isEqualTo("abcdexitcode 5\n".length());

        run.send("34");
        run.feed(2, rest);

        assertThat(run.collector.waiting(2)).isFalse();
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(run.file("n/a")).isEqualTo("1234abcd");
        assertThat(run.events).containsExactly("exit 5");
    }

    @Test
    void ctl16_theOtherMayGoOnWhenTheFirstIsLost() throws Exception {
        run.report(FILE_A.formatted(""), "12");
        ByteBuffer rest = other(Run.result(FILE_A.formatted(""), "abcd"));
        run.collector.cut(1);
        run.feed(2, rest);

        assertThat(run.file("a")).isEqualTo("abcd");
    }

    @Test
    void ctl16_anEmptyFileWaitsForNobody() throws Exception {
        run.report(FILE_A.formatted(""), "12");
        other(Run.result("{'files': [{'name': 'a', 'length': 0}]}"));
        run.collector.cut(1);

        assertThat(run.lines()).containsExactly("{'files': ['a']}");
        assertThat(run.file("a")).isEmpty();
    }

    @Test
    void ctl17_aDeclaredLengthReservesNothing() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 1000000000000000}]}", "1");

        assertThat(run.directory.resolve("files/a")).hasSize(1);
    }

    @Test
    void rec04_afterAReconnectTheExitCodeIsForgotten() throws Exception {
        run.report("{'partial': true, 'x': 1}").print("one ");
        run.send("exitcode 1\ndisconnect\n");
        run.collector.restart();
        assertThat(run.collector.exitCode()).isEmpty();
        assertThat(run.collector.disconnected()).isFalse();

        other(Run.result("{'y': 2}") + "exitcode 7\n");
        run.print("two");

        assertThat(run.collector.exitCode()).hasValue(7);
        assertThat(run.lines()).containsExactly("{'x': 1, 'y': 2}");
    }

    @Test
    void rec05_anUnannouncedLossDropsTheUnfinishedResult() throws Exception {
        run.report(FILE_A.formatted(""), "12").collector.cut(1);
        run.abort(Run.aborted("x"));

        assertThat(run.lines()).hasSize(1);
        assertThat(run.tree()).containsExactly("files/", "files/output.txt", "results");
    }

    @Test
    void tmt03_filesOfTheTestItselfAreKnown() throws Exception {
        run.report("{'partial': true, 'files': [{'name': 'b/c', 'length': 0}]}");
        run.report("{'name': 'x', 'testout': 'out'}");
        run.report("{'testout': 'out'}");

        assertThat(run.collector.hasUploaded("/b/../c")).isTrue();
        assertThat(run.collector.hasUploaded("b")).isFalse();
        assertThat(run.collector.hasUploaded("c")).isFalse();
        assertThat(run.collector.hasUploaded("d/e/f")).isFalse();
        assertThat(run.collector.hasUploaded("b/c/d")).isFalse();
        assertThat(run.collector.hasUploaded("out")).isFalse();
        assertThat(run.collector.hasUploaded("..")).isFalse();
        assertThat(run.directory.resolve("files/d")).doesNotExist();
    }

    @Test
    void ctl04_theSameStreamCutAnywhereHasTheSameOutcome() throws Exception {
        byte[] bytes =
                ("duration +10m\n"
                                + Run.result(
                                        "{'status': 'fail', 'name': 'disk/io', 'files': [{'name':"
                                                + " 'dmesg.txt', 'length': 6}]}",
                                        "oops!\n")
                                + "noop\n"
                                + Run.result(
                                        "{'partial': true, 'note': 'é', 'files': [{'name': 'a',"
                                                + " 'length': 2}, {'name': 'b', 'length': 0}, {'name': 'a',"
                                                + " 'length': 1}]}",
                                        "é",
                                        "\n")
                                + Run.result("{'testout': 'o'}")
                                + "exitcode 3\n"
                                + "nonsense\n"
                                + "exitcode 4\n")
                        .getBytes(UTF_8);
        List<String> expected = outcome(bytes, bytes.length, "whole");

        for (int at = 0; at <= bytes.length; at++) {
            assertThat(outcome(bytes, at, "cut" + at)).as("cut at %d", at).isEqualTo(expected);
        }
        assertThat(expected)
                .contains("exit 3", "{'note': 'é', 'files': ['o', 'a', 'b']}", "é\n")
                .doesNotContain("exit 4");
    }

    private List<String> outcome(byte[] bytes, int cut, String name) throws Exception {
        Run each = new Run(Files.createDirectory(parent.resolve(name)));
        try {
            each.send(Arrays.copyOf(bytes, cut));
            each.send(Arrays.copyOfRange(bytes, cut, bytes.length));
        } catch (ControlException e) {
            each.events.add(e.error().toString());
            each.abort(e.error());
        }
        List<String> outcome = new ArrayList<>(each.events);
        outcome.addAll(each.lines());
        outcome.addAll(each.tree());
        outcome.add(each.file("a"));
        outcome.add(each.file("disk/io/dmesg.txt"));
        return outcome;
    }
}
