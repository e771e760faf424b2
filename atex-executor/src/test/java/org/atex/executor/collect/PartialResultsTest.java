package org.atex.executor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 4: partial results. */
class PartialResultsTest {

    @TempDir Path directory;
    private Run run;

    @BeforeEach
    void start() {
        run = new Run(directory);
    }

    /** What two results become, the first one partial; without status, which both lack. */
    private String merged(String older, String newer) throws Exception {
        run.report("{'partial': true, 'k': %s}".formatted(older));
        run.report("{'k': %s}".formatted(newer));
        return run.lines().get(0);
    }

    @Test
    void par01_aPartialResultIsKept() throws Exception {
        run.report("{'partial': true, 'status': 'fail', 'name': 'a'}");

        assertThat(run.lines()).isEmpty();
        assertThat(run.reported).isEmpty();
    }

    @Test
    void par01_eachNameHasASlot() throws Exception {
        run.report("{'partial': true, 'x': 1}").report("{'partial': true, 'name': 'a', 'x': 2}");
        run.report("{'name': 'a', 'y': 1}").report("{'name': '', 'y': 2}");

        assertThat(run.lines())
                .containsExactly("{'name': 'a', 'x': 2, 'y': 1}", "{'x': 1, 'y': 2}");
    }

    @Test
    void par01_theFirstOneIsMergedIntoAnEmptyObject() throws Exception {
        run.report("{'partial': true, 'a': null, 'b': 1, 'status': null}").report("{}");

        assertThat(run.lines()).containsExactly("{'b': 1}");
    }

    @Test
    void par01_partialIsNeverStored() throws Exception {
        run.report("{'partial': false, 'a': 1}").report("{'partial': null, 'a': 2}");
        run.report("{'partial': true, 'name': 'x'}").report("{'partial': false, 'name': 'x'}");

        assertThat(run.lines()).containsExactly("{'a': 1}", "{'a': 2}", "{'name': 'x'}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1 | null | {}",
                "1 | 2.5 | {'k': 2.5}",
                "1 | 'a' | {'k': 'a'}",
                "'a' | 'b' | {'k': 'b'}",
                "true | false | {'k': false}",
                "true | 1 | {'k': 1}",
                "[1] | [2, null, [3]] | {'k': [1, 2, null, [3]]}",
                "[] | [1] | {'k': [1]}",
                "[1] | {} | {'k': {}}",
                "{'a': 1} | [] | {'k': []}",
                "{'a': 1} | {'b': 2} | {'k': {'a': 1, 'b': 2}}",
                "{} | {'b': null} | {'k': {}}",
                "{'a': 1, 'b': 2} | {'a': null} | {'k': {'b': 2}}",
                "{'a': {'b': {'c': [1], 'd': 1}}} | {'a': {'b': {'c': [2], 'd': null}}} | {'k': {'a':"
                        + " {'b': {'c': [1, 2]}}}}",
                "null | {'a': null} | {'k': {'a': null}}",
                "{'a': [1]} | {'a': {'x': null}} | {'k': {'a': {'x': null}}}"
            })
    void par02_merging(String older, String newer, String expected) throws Exception {
        assertThat(merged(older, newer)).isEqualTo(expected);
    }

    @Test
    void par02_newerNullRemovesTheKey() throws Exception {
        run.report("{'partial': true, 'status': 'error', 'note': 'did not finish'}");
        run.report("{'status': 'pass', 'note': null, 'never': null}");

        assertThat(run.lines()).containsExactly("{'status': 'pass'}");
        assertThat(run.reported.get(0).note()).isEmpty();
    }

    @Test
    void par02_keysKeepTheirPlace() throws Exception {
        run.report("{'partial': true, 'a': 1, 'b': 1, 'c': 1}");
        run.report("{'d': 2, 'b': 2, 'a': null}");

        assertThat(run.lines()).containsExactly("{'b': 2, 'c': 1, 'd': 2}");
    }

    @Test
    void par02_filesAreUnited() throws Exception {
        run.report("{'partial': true, 'files': [{'name': 'b', 'length': 1}]}", "1");
        run.report("{'partial': true, 'files': [{'name': 'a', 'length': 0}]}");
        run.report("{'partial': true, 'files': []}");
        run.report("{'files': [{'name': './b', 'length': 1}]}", "2");

        assertThat(run.lines()).containsExactly("{'files': ['a', 'b']}");
        assertThat(run.file("b")).isEqualTo("12");
    }

    @Test
    void par02_nullForgetsTheFilesButKeepsTheirData() throws Exception {
        run.report("{'partial': true, 'files': [{'name': 'b', 'length': 1}]}", "1");
        run.report("{'files': null}");

        assertThat(run.lines()).containsExactly("{}");
        assertThat(run.file("b")).isEqualTo("1");
    }

    @Test
    void par02_theExampleOfTheSpecification() throws Exception {
        run.report("{'partial': true, 'status': 'error', 'note': 'did not finish', 'tags': ['a']}");
        run.report("{'partial': true, 'tags': ['b'], 'extra': {'x': 1}}");
        run.report("{'status': 'pass', 'note': null, 'extra': {'y': 2}}");

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'pass', 'tags': ['a', 'b'], 'extra': {'x': 1, 'y': 2}}");
        assertThat(run.reported.get(0).status()).contains(Status.PASS);
    }

    @Test
    void par03_aFullResultClosesTheSlotAtItsPlace() throws Exception {
        run.report("{'partial': true, 'name': 'a', 'x': 1}").report("{'name': 'b'}");
        run.report("{'name': 'a'}").report("{'name': 'c'}").report("{'name': 'a', 'x': null}");

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'b'}",
                        "{'name': 'a', 'x': 1}",
                        "{'name': 'c'}",
                        "{'name': 'a', 'x': null}");
    }

    @Test
    void par04_openSlotsAreStoredAtTheEndInTheOrderOfTheirOpening() throws Exception {
        run.report("{'partial': true, 'name': 'b'}").report("{'partial': true, 'name': 'a'}");
        run.report("{'partial': true, 'name': 'b', 'x': 1}").report("{'status': 'pass'}");
        run.exit(0);

        assertThat(run.lines())
                .containsExactly("{'status': 'pass'}", "{'name': 'b', 'x': 1}", "{'name': 'a'}");
    }

    @Test
    void par04_aSlotOpenedAnewHasANewPlace() throws Exception {
        run.report("{'status': 'pass'}");
        run.report("{'partial': true, 'name': 'a'}").report("{'partial': true, 'name': 'b'}");
        run.report("{'name': 'a'}").report("{'partial': true, 'name': 'a', 'x': 2}");
        run.exit(0);

        assertThat(run.lines())
                .containsExactly(
                        "{'status': 'pass'}",
                        "{'name': 'a'}",
                        "{'name': 'b'}",
                        "{'name': 'a', 'x': 2}");
    }

    @Test
    void par05_fileDataIsOnDiskAtOnce() throws Exception {
        run.report("{'partial': true, 'files': [{'name': 'a', 'length': 2}]}", "12");

        assertThat(run.file("a")).isEqualTo("12");
        assertThat(run.lines()).isEmpty();
    }

    @Test
    void par05_testoutTakesEffectWhenTheSlotIsClosed() throws Exception {
        run.report("{'partial': true, 'name': 'a', 'testout': 'old.txt'}");
        run.report("{'partial': true, 'name': 'a', 'testout': 'out.txt'}");
        assertThat(run.directory.resolve("files/a")).doesNotExist();
        run.report("{'name': 'a'}");

        assertThat(run.lines()).containsExactly("{'name': 'a', 'files': ['out.txt']}");
        assertThat(run.directory.resolve("files/a/old.txt")).doesNotExist();
    }

    @Test
    void par06_aConflictAtTheEndCostsTheTestoutOnly() throws Exception {
        run.report("{'partial': true, 'name': 'a', 'testout': 'out', 'x': 1}");
        run.report("{'name': 'a/out', 'files': [{'name': 'b', 'length': 1}]}", "1");
        run.report("{'partial': true, 'name': 'c'}");
        run.exit(0);

        assertThat(run.lines())
                .containsExactly(
                        "{'name': 'a/out', 'files': ['b']}",
                        "{'name': 'a', 'x': 1}",
                        "{'name': 'c'}",
                        "{'status': 'pass', 'files': ['output.txt']}");
    }

    @Test
    void par06_aConflictBeforeTheEndKeepsTheSlotOpen() throws Exception {
        run.report("{'partial': true, 'x': 1, 'files': [{'name': 'out', 'length': 0}]}");
        assertThat(run.errorOf("{'testout': 'out', 'y': 2}").kind())
                .isEqualTo(ErrorKind.BAD_REPORT_JSON);
        run.abort(Run.aborted("x"));

        assertThat(run.lines())
                .containsExactly(
                        "{'x': 1, 'files': ['out'], 'y': 2, 'status': 'infra', 'note':"
                                + " 'TestAbortedError(x)'}");
    }

    @Test
    void bkr03_troubleIsSeenInStoredAndOpenResults() throws Exception {
        run.report("{'name': 'a', 'status': 'pass'}");
        run.report("{'partial': true, 'name': 'b', 'status': 'warn'}");
        assertThat(run.collector.anyTrouble()).isTrue();
        run.report("{'name': 'b', 'status': 'skip'}");
        assertThat(run.collector.anyTrouble()).isFalse();
        assertThat(run.collector.namelessStored()).isFalse();
        run.report("{'status': 'error'}").report("{'status': 'pass'}");

        assertThat(run.collector.anyTrouble()).isTrue();
        assertThat(run.collector.namelessStored()).isTrue();
    }
}
