package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.atex.executor.control.ControlException;
import org.atex.executor.control.TimeLimit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SUP-05: what a killed runner finds again. */
class ResumeTest {

    @TempDir Path directory;
    private Run run;

    @BeforeEach
    void start() {
        run = new Run(directory);
    }

    private Run killed() throws IOException {
        run.collector.leave();
        run = Run.resumed(directory);
        return run;
    }

    private Map<Integer, Long> feed(int stream, String text) throws Exception {
        run.collector.feed(stream, ByteBuffer.wrap(text.getBytes(UTF_8)));
        return run.collector.checkpoint();
    }

    @Test
    void sup05_allBetweenLinesIsAcknowledged() throws Exception {
        assertThat(feed(1, "noop\n")).containsExactly(Map.entry(1, 5L));
        assertThat(feed(0, "hello")).containsExactly(Map.entry(0, 5L));
        assertThat(feed(1, "no")).isEmpty();
        assertThat(feed(1, "op\nexit")).containsExactly(Map.entry(1, 10L));

        assertThat(killed().collector.position(1)).isEqualTo(10);
        assertThat(run.collector.position(0)).isEqualTo(5);
        assertThat(run.collector.position(2)).isZero();
    }

    @Test
    void sup05_aShortDocumentIsAskedForAgainFromItsLine() throws Exception {
        assertThat(feed(1, "noop\nresult 10000\n{")).containsExactly(Map.entry(1, 5L));

        assertThat(killed().collector.position(1)).isEqualTo(5);
        assertThat(run.collector.insideResult(1)).isFalse();
    }

    @Test
    void sup05_aLongDocumentIsKept() throws Exception {
        String document = "{'name': '%s'}".formatted("é".repeat(100_000)).replace('\'', '"');
        byte[] bytes = document.getBytes(UTF_8);
        feed(1, "result %d\n".formatted(bytes.length));
        for (int at = 0; at < bytes.length; at += 25_000) {
            assertThat(run.collector.insideResult(1)).isTrue();
            int end = Math.min(bytes.length, at + 25_000);
            run.collector.feed(1, ByteBuffer.wrap(bytes, at, end - at));
            run.collector.checkpoint();
            long known = run.collector.position(1);
            killed();
            if (at == 0) {
                assertThat(run.collector.position(1)).isZero();
                feed(1, "result %d\n".formatted(bytes.length));
                run.collector.feed(1, ByteBuffer.wrap(bytes, 0, end));
                run.collector.checkpoint();
            } else {
                assertThat(run.collector.position(1)).isEqualTo(known);
            }
        }

        assertThat(run.lines()).containsExactly(document.replace('"', '\''));
    }

    @Test
    void sup05_dataGoesOnAtTheVeryByte() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}, {'name': 'b', 'length': 5}]}", "aaa12");
        long known = run.collector.position(1);
        run.collector.feed(1, ByteBuffer.wrap("3".getBytes(UTF_8)));
        assertThat(run.file("b")).isEqualTo("123");

        assertThat(killed().collector.position(1)).isEqualTo(known);
        assertThat(run.file("b")).isEqualTo("12");
        assertThat(run.collector.insideResult(1)).isTrue();
        run.send("345noop\n");
        assertThat(run.file("a")).isEqualTo("aaa");
        assertThat(run.file("b")).isEqualTo("12345");
        assertThat(run.lines()).containsExactly("{'files': ['a', 'b']}");
    }

    @Test
    void sup05_whatTheLogDoesNotKnowIsTakenBack() throws Exception {
        run.report("{'files': [{'name': 'd/a', 'length': 3}]}", "123").print("known");
        String more =
                Run.result("{'files': [{'name': 'd/a', 'length': 1}]}", "4")
                        + Run.result("{'files': [{'name': 'e/f/new', 'length': 1}]}", "5")
                        + Run.result("{'testout': 'o'}");
        run.collector.feed(1, ByteBuffer.wrap(more.getBytes(UTF_8)));
        run.collector.feed(0, ByteBuffer.wrap("unknown".getBytes(UTF_8)));
        Files.writeString(directory.resolve("results"), "{}\n{\"unfin");

        Files.writeString(directory.resolve("results"), "{\"files\": [\"d/a\"]}\n{\"unfin");
        killed();

        assertThat(run.lines()).containsExactly("{'files': ['d/a']}");
        assertThat(run.file("d/a")).isEqualTo("123");
        assertThat(run.tree())
                .containsExactly(
                        ".atex-output",
                        ".atex-state",
                        "files/",
                        "files/d/",
                        "files/d/a",
                        "results");
        assertThat(directory.resolve(".atex-output")).hasContent("known");
    }

    @Test
    void sup05_theListenerHearsOfAllStoredResultsAgain() throws Exception {
        run.report("{'name': 'a', 'status': 'pass', 'x': [1, null], 'note': null}");
        run.report("{'name': '\\ud800', 'files': [{'name': 'f', 'length': 0}], 'testout': 'o'}");
        run.report("{'status': 'fail'}").report("{'partial': true, 'name': 'p', 'y': 1}");
        var before = run.reported;

        killed();

        assertThat(run.reported).isEqualTo(before).hasSize(3);
        assertThat(run.collector.namelessStored()).isTrue();
        assertThat(run.collector.anyTrouble()).isTrue();
        assertThat(run.exit(0).results()).isEqualTo(4);
        assertThat(run.reported).hasSize(4);
    }

    @Test
    void par01_openPartialResultsAreKept() throws Exception {
        run.report("{'partial': true, 'name': 'n', 'a': {'b': [1]}, 'testout': 'o', 'gone': 1}");
        run.report("{'partial': true, 'x': 1}").report("{'partial': true, 'name': 'closed'}");
        killed();
        run.report("{'partial': true, 'name': 'n', 'a': {'b': [2]}, 'gone': null}");
        run.report("{'name': 'closed'}");
        killed();
        run.report("{'partial': true, 'name': 'n', 'a': {'b': [3]}}");
        run.print("out").exit(0);

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'closed'}",
                        "{'name': 'n', 'a': {'b': [1, 2, 3]}, 'files': ['o']}",
                        "{'x': 1, 'status': 'pass', 'files': ['output.txt']}");
        assertThat(run.file("n/o")).isEqualTo("out");
    }

    // OUT-04, PAR-06
    @Test
    void par03_aLastPartThatCouldNotBeStoredIsKept() throws Exception {
        run.report("{'name': 'a', 'testout': 'o'}");
        run.report("{'partial': true, 'name': 'a', 'status': 'pass'}");
        TestError error =
                run.errorOf(
                        "{'name': 'a', 'testout': 'o', 'note': 'last',"
                                + " 'files': [{'name': 'f', 'length': 1}]}",
                        "1");

        killed().abort(error);

        assertThat(run.lines().get(1))
                .isEqualTo("{'name': 'a', 'status': 'pass', 'note': 'last', 'files': ['f']}");
    }

    // PATH-04
    @Test
    void sup05_filesThatLieVeryDeepAreFoundAgain() throws Exception {
        String deep = "d/".repeat(2046) + "name";
        run.report("{'files': [{'name': '" + deep + "', 'length': 1}]}", "1");
        feed(
                2,
                Run.result(
                        "{'files': [{'name': 'e/%s', 'length': 3}]}".formatted(deep.substring(2)),
                        "1"));
        killed();
        feed(2, "23");
        run.exit(0);

        assertThat(run.lines()).hasSize(2);
        new ProcessBuilder("rm", "-rf", run.directory.resolve("files").toString())
                .start()
                .waitFor();
    }

    @Test
    void out02_theOutputGoesOnInAllItsFiles() throws Exception {
        run.print("one ").report("{'testout': 'a/o'}");
        killed();
        run.print("two ").report("{'name': 'n', 'testout': 'p'}");
        killed();
        run.print("three").exit(0);

        assertThat(run.file("a/o")).isEqualTo("one two three");
        assertThat(run.file("n/p")).isEqualTo("one two three");
        assertThat(run.tree()).doesNotContain(".atex-state", ".atex-output");
    }

    @Test
    void out04_whatAnEarlierRunnerHasMadeStaysTaken() throws Exception {
        run.report("{'testout': 'o'}");
        killed();

        assertThat(run.errorOf("{'files': [{'name': 'o', 'length': 1}]}", "x").message())
                .isEqualTo("file 'o' already exists");
    }

    @Test
    void ctl10_exitCodeAndDisconnectAreKeptUntilTheNextStart() throws Exception {
        run.send("exitcode 3\ndisconnect\nexitcode 4\n");
        killed();
        assertThat(run.collector.exitCode()).hasValue(3);
        assertThat(run.collector.disconnected()).isTrue();
        feed(7, "exitcode 5\n");
        assertThat(run.collector.exitCode()).hasValue(3);

        run.collector.restart();
        killed();
        assertThat(run.collector.exitCode()).isEmpty();
        assertThat(run.collector.disconnected()).isFalse();
        assertThat(run.collector.restarts()).isEqualTo(1);
        assertThat(run.collector.position(1)).isZero();
    }

    @Test
    void ctl12_aResultThatWasDroppedStaysDropped() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "123");
        run.feed(2, Run.result("{'files': [{'name': 'a', 'length': 9}]}", "456"));
        run.feed(3, Run.result("{'files': [{'name': 'b', 'length': 9}]}", "456"));
        run.send("disconnect\n");
        killed();

        assertThat(run.file("a")).isEqualTo("123");
        assertThat(directory.resolve("files/b")).doesNotExist();
        assertThat(run.collector.insideResult(2)).isFalse();
    }

    @Test
    void ctl15_anErrorIsKept() throws Exception {
        assertThatThrownBy(() -> run.send("exitcode 1\nnonsense\n"))
                .isInstanceOf(ControlException.class);
        killed();

        assertThat(run.collector.error().orElseThrow().kind()).isEqualTo(ErrorKind.BAD_CONTROL);
        assertThat(run.collector.error().orElseThrow().message()).contains("nonsense");
    }

    @Test
    void ctl16_aWaitingStreamWaitsOn() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "1");
        ByteBuffer rest = run.feed(2, Run.result("{'files': [{'name': 'a', 'length': 1}]}", "x"));
        assertThat(rest.remaining()).isOne();
        killed();
        run.feed(2, rest);
        assertThat(run.collector.waiting(2)).isTrue();
        run.send("23");
        run.feed(2, rest);

        assertThat(run.file("a")).isEqualTo("123x");
    }

    @Test
    void lim04_uploadsDeclaredBeforeCount() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "123");
        run.collector.leave();
        run = Run.resumed(directory, CollectorLimits.DEFAULT.withUploadBytes(5));

        assertThat(run.errorOf("{'files': [{'name': 'b', 'length': 3}]}").message())
                .contains("limit of 5 bytes");
    }

    @Test
    void lim06_outputThatWasCutStaysCut() throws Exception {
        run.collector.leave();
        Run limited = new Run(Files.createDirectory(directory.resolve("limited")), limit(5));
        limited.print("1234567");
        limited.collector.leave();
        run = Run.resumed(limited.directory, limit(5));
        run.print("89").exit(0);

        assertThat(run.file("output.txt")).isEqualTo("12345\n[output cut after 5 bytes]\n");
    }

    private static CollectorLimits limit(long output) {
        return CollectorLimits.DEFAULT.withOutputBytes(output);
    }

    @Test
    void dur04_theClockIsKept() throws Exception {
        run.collector.startClock(Duration.ofMinutes(10));
        run.send("duration save\nduration 5m\nduration save\n");
        killed();
        run.collector.lastStarted(Duration.ofMinutes(4));
        TimeLimit clock = run.collector.clock().orElseThrow();
        assertThat(clock.elapsed()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(clock.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(70));

        run.send("duration restore\nduration restore\n");
        assertThat(clock.remaining()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }

    @Test
    void dur08_overARestartTheTimeBeforeCounts() throws Exception {
        run.collector.startClock(Duration.ofMinutes(10));
        run.collector.lastStarted(Duration.ofMinutes(3));
        run.collector.restart();
        killed();
        TimeLimit clock = run.collector.clock().orElseThrow();
        assertThat(clock.elapsed()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));

        run.collector.lastStarted(Duration.ofMinutes(2));
        assertThat(clock.elapsed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    @Test
    void art01_afterTheEndThereIsNothingToGoOnWith() throws Exception {
        run.collector.checkpoint();
        Files.writeString(directory.resolve("attach"), "how");
        run.exit(0);

        assertThat(run.tree()).containsExactly("files/", "files/output.txt", "results");
        assertThatThrownBy(() -> Run.resumed(directory))
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ctl19_aPlainRunKeepsNoLog() throws Exception {
        run.collector.leave();
        Path plain = Files.createDirectory(directory.resolve("plain"));
        try (Collector collector =
                Collector.open(
                        plain, CollectorLimits.DEFAULT, run, () -> 0, false, Optional.empty())) {
            collector.feed(1, ByteBuffer.wrap("result 2\n{}".getBytes(UTF_8)));
            assertThat(collector.checkpoint()).containsExactly(Map.entry(1, 11L));

            assertThat(plain.resolve(".atex-state")).doesNotExist();
        }
    }

    @Test
    void whereNothingHappensNothingIsWritten() throws Exception {
        run.report("{}").send("noo");
        long before = Files.size(directory.resolve(".atex-state"));
        run.send("p").collector.checkpoint();

        assertThat(directory.resolve(".atex-state")).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]\n",
                "{\"results\": -1}\n",
                "{\"results\": \"x\"}\n",
                "{\"results\": 99999999999999999999}\n",
                "{\"results\": 1000}\n",
                "{\"outputFile\": 1000}\n",
                "{\"files\": []}\n",
                "{\"files\": {\"../x\": 0}}\n",
                "{\"files\": {\"/etc/passwd\": 0}}\n",
                "{\"files\": {\"missing\": 0}}\n",
                "{\"files\": {\"a\": 1000}}\n",
                "{\"testouts\": {\"../x\": true}}\n",
                "{\"testouts\": {\"missing\": true}}\n",
                "{\"streams\": {\"x\": []}}\n",
                "{\"streams\": {\"1\": []}}\n",
                "{\"streams\": {\"1\": [\"odd\", 1]}}\n",
                "{\"streams\": {\"1\": [\"line\", -1]}}\n",
                "{\"streams\": {\"1\": [\"document\", 5, 3]}}\n",
                "{\"streams\": {\"1\": [\"data\", 5, [0, true, 3, true]]}}\n",
                "{\"streams\": {\"1\": [\"data\", 5, [0, true, 3, true]]}, \"reports\": {\"1\":"
                        + " {\"files\": [{\"name\": \"a\", \"length\": 9}]}}}\n",
                "{\"streams\": {\"1\": [\"data\", 5, [9, true, 3, false]]}, \"reports\": {\"1\":"
                        + " {}}}\n",
                "{\"documents\": {\"1\": [7, \"x\"]}}\n",
                "{\"partials\": [\"not open\"]}\n",
                "{\"partials\": [{\"name\": 5}]}\n",
                "{\"clock\": [1]}\n",
                "{\"exit\": null}\n",
                "{\"error\": [1, 2]}\n",
                "\u0000\n",
            })
    void aCorruptLogIsAClearErrorAndNothingOutsideIsTouched(String record) throws Exception {
        Path victim = directory.resolve("victim");
        Files.writeString(victim, "mine");
        Path inner = Files.createDirectory(directory.resolve("inner"));
        run.collector.leave();
        run = new Run(inner);
        run.report("{'files': [{'name': 'a', 'length': 1}]}", "x");
        run.collector.leave();
        Path log = inner.resolve(".atex-state");
        Files.writeString(log, Files.readString(log) + record);

        if (record.endsWith("\n")) {
            assertThatThrownBy(() -> Run.resumed(inner)).cause().isInstanceOf(IOException.class);
        } else {
            assertThat(Run.resumed(inner).lines()).hasSize(1);
        }
        assertThat(victim).hasContent("mine");
    }

    @Test
    void path08_linksPlantedMeanwhileAreNotFollowed() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("a"), "mine");
        Path inner = Files.createDirectory(directory.resolve("inner"));
        run.collector.leave();
        run = new Run(inner);
        run.report("{'files': [{'name': 'd/a', 'length': 1}]}", "x");
        run.collector.leave();
        Files.createSymbolicLink(inner.resolve("files/link"), outside);
        Files.createLink(inner.resolve("files/hard"), inner.resolve(".atex-output"));
        run = Run.resumed(inner);
        assertThat(run.tree()).doesNotContain("files/link", "files/hard");
        run.collector.leave();

        Files.move(inner.resolve("files/d"), inner.resolve("moved"));
        Files.createSymbolicLink(inner.resolve("files/d"), outside);
        assertThatThrownBy(() -> Run.resumed(inner)).cause().isInstanceOf(IOException.class);

        assertThat(outside.resolve("a")).hasContent("mine");
    }

    @Test
    void aFileThatWasCutBySomebodyIsNoticed() throws Exception {
        run.report("{'files': [{'name': 'a', 'length': 3}]}", "123");
        run.collector.leave();
        Files.writeString(directory.resolve("files/a"), "1");

        assertThatThrownBy(() -> Run.resumed(directory))
                .hasMessageContaining("has 1 bytes, but once had 3");
    }
}
