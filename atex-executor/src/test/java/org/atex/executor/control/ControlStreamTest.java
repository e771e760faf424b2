package org.atex.executor.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.TestError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 2: the syntax of the control stream. */
class ControlStreamTest {

    private static final int MAX_DOCUMENT = 16 << 20;

    private final Recorder recorder = new Recorder();
    private final ControlStream stream = new ControlStream(recorder, MAX_DOCUMENT);

    private void feed(String bytes) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
        stream.feed(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    private TestError errorOf(String bytes) throws Exception {
        try {
            feed(bytes);
        } catch (ControlException e) {
            assertThat(stream.closed()).isTrue();
            return e.error();
        }
        throw new AssertionError("no error");
    }

    private void assertBadControl(String bytes) throws Exception {
        assertThat(errorOf(bytes).kind()).isEqualTo(ErrorKind.BAD_CONTROL);
    }

    @Test
    void ctl04_dataIsNotLookedAt() throws Exception {
        feed("result 2\n12noop\nbad\n\n\0\u00ffresult 1\n0noop\nexitcode 1\n");

        assertThat(recorder.heard)
                .containsExactly(
                        "document 12",
                        "data noop\nbad\n\n\0\u00ff",
                        "document 0",
                        "data ",
                        "exit 1");
    }

    @Test
    void ctl04_howBytesAreSplitHasNoMeaning() throws Exception {
        String bytes = "duration +10m\nresult 2\n11data\ndata\n\nnoop\nexitcode -1\nresult 1\n0";
        feed(bytes);
        List<String> expected = List.copyOf(recorder.heard);

        for (int first = 0; first < bytes.length(); first++) {
            for (int second = first; second < bytes.length(); second += 7) {
                Recorder other = new Recorder();
                ControlStream cut = new ControlStream(other, MAX_DOCUMENT);
                cut.feed(wrap(bytes.substring(0, first)));
                cut.feed(wrap(bytes.substring(first, second)));
                cut.feed(wrap(bytes.substring(second)));
                assertThat(other.heard).as("cut at %d and %d", first, second).isEqualTo(expected);
            }
        }
    }

    private static ByteBuffer wrap(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
    }

    @Test
    void ctl04_bytesMayComeInDirectBuffersAndOneByOne() throws Exception {
        for (byte b : "result 2\n11data\ndata\n\nexitcode 7\n".getBytes(ISO_8859_1)) {
            stream.feed(ByteBuffer.allocateDirect(1).put(b).flip());
        }

        assertThat(recorder.heard).containsExactly("document 11", "data data\ndata\n\n", "exit 7");
    }

    @Test
    void ctl05_theArgumentIsAllAfterTheFirstSpace() throws Exception {
        feed("noop any thing  here \nduration 1h 30m *2\n");

        assertThat(recorder.heard).containsExactly("Set[length=PT3H]");
    }

    @Test
    void ctl06_4096BytesWithTheirLineFeedAreALine() throws Exception {
        feed("noop " + "x".repeat(4090) + "\nexitcode 1\n");

        assertThat(recorder.heard).containsExactly("exit 1");
    }

    @Test
    void ctl06_4096BytesWithoutALineFeedAreAnError() throws Exception {
        feed("noop " + "x".repeat(4090));

        assertBadControl("x");
    }

    @Test
    void ctl06_endlessLinesTakeNoMemory() throws Exception {
        assertBadControl("x".repeat(1 << 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", " \n", " noop\n", "no\0op\n", "noop \0\n", "noop \u00e9\n", "\u0080\n",
                "unknown\n", "NOOP\n", "Noop\n", "noop\r\n", "disconnect\r\n", "noo\n", "noopx\n",
                "noop\tx\n", "\tnoop\n", "result\tx\n"
            })
    void ctl07_badLines(String bytes) throws Exception {
        assertBadControl(bytes);
    }

    @Test
    void ctl07_badBytesCountWhenTheLineIsComplete() throws Exception {
        feed("no\0\u00ff");
        stream.end();

        assertThat(recorder.heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'5', 5",
        "' 5', 5",
        "'\t5 \t', 5",
        "'+5', 5",
        "'-5', -5",
        "'007', 7",
        "'0', 0",
        "'-0', 0",
        "'2147483647', 2147483647",
        "'-2147483648', -2147483648",
        "' -1 ', -1"
    })
    void ctl08_numbers(String number, int value) throws Exception {
        feed("exitcode " + number + "\n");

        assertThat(recorder.heard).containsExactly("exit " + value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "1_000",
                "1.0",
                "1e3",
                "0x10",
                "--1",
                "+-1",
                "- 1",
                "+",
                "-",
                "1 2",
                "5\r",
                "5\u000b",
                "2147483648",
                "-2147483649",
                "99999999999999999999",
                "٥"
            })
    void ctl08_badNumbers(String number) throws Exception {
        assertBadControl("exitcode " + number + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-0",
                "16777217",
                "9223372036854775807",
                "9223372036854775808",
                "",
                "x",
                "1 1",
                "99999999999999999999999999"
            })
    void ctl09_badLengths(String length) throws Exception {
        assertBadControl("result " + length + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"result", "exitcode", "duration"})
    void ctl09_ctl10_ctl11_argumentsMustBeThere(String word) throws Exception {
        assertBadControl(word + "\n");
    }

    @Test
    void ctl09_readsADocumentOfThatLength() throws Exception {
        feed("result 4\n   3abcnoop\n");

        assertThat(recorder.heard).containsExactly("document    3", "data abc");
    }

    @Test
    void ctl10_theExitCodeEndsNothing() throws Exception {
        feed("exitcode 1\n".repeat(1000) + "exitcode 3\nresult 1\n0");

        assertThat(recorder.heard).hasSize(1003).endsWith("exit 3", "document 0", "data ");
    }

    @ParameterizedTest
    @CsvSource({
        "10m, Set[length=PT10M]",
        "+90, Plus[length=PT1M30S]",
        "-1d, Minus[length=PT24H]",
        "save, Save[]",
        "restore, Restore[]"
    })
    void ctl11_duration(String argument, String change) throws Exception {
        feed("duration " + argument + "\n");

        assertThat(recorder.heard).containsExactly(change);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "+", "-", "x", "5x", "m", "+-5", "Save", "save 1", "1.5h", "*2", "5m\r"
            })
    void ctl11_badDurations(String argument) throws Exception {
        assertBadControl("duration " + argument + "\n");
    }

    @Test
    void ctl12_bytesAfterDisconnectAreDiscarded() throws Exception {
        feed("exitcode 1\ndisconnect now\nnonsense\n\n");
        feed("\0\0\0");
        stream.end();

        assertThat(recorder.heard).containsExactly("exit 1", "disconnect");
        assertThat(stream.closed()).isTrue();
    }

    @Test
    void ctl13_noopDoesNothing() throws Exception {
        feed("noop\nnoop \nnoop x\n");

        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void ctl14_endBetweenLinesIsNormal() throws Exception {
        feed("noop\n");
        stream.end();

        assertThat(stream.closed()).isTrue();
    }

    @Test
    void ctl14_endInsideALineDropsIt() throws Exception {
        feed("exitcode 1\nexitcode 2");
        stream.end();

        assertThat(recorder.heard).containsExactly("exit 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"result 5\n", "result 5\n1234", "result 1\n5", "result 1\n5data"})
    void ctl14_endInsideAResultIsAnError(String bytes) throws Exception {
        feed(bytes);

        assertThat(stream.insideResult()).isTrue();
        assertThatCode(stream::end)
                .isInstanceOfSatisfying(
                        ControlException.class,
                        e -> {
                            assertThat(e.error().kind()).isEqualTo(ErrorKind.BAD_CONTROL);
                            assertThat(e.error().message()).isEqualTo("EOF when reading data");
                        });
        stream.end();
    }

    @Test
    void ctl14_aLossIsNoError() throws Exception {
        feed("result 1\n5da");
        stream.cut();
        stream.cut();
        stream.end();

        assertThat(recorder.heard).containsExactly("document 5", "dropped after da");
    }

    @Test
    void ctl15_afterAnErrorNothingIsObeyed() throws Exception {
        assertThat(errorOf("result 3\nbad").kind()).isEqualTo(ErrorKind.BAD_REPORT_JSON);
        feed("exitcode 1\n");
        stream.end();

        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void ctl16_aStreamThatHasToWaitLeavesItsBytes() throws Exception {
        recorder.busy = true;
        ByteBuffer bytes = wrap("result 1\n4dataexitcode 1\n");
        stream.feed(bytes);
        assertThat(stream.waiting()).isTrue();
        assertThat(bytes.remaining()).isEqualTo("dataexitcode 1\n".length());

        stream.feed(bytes);
        assertThat(stream.waiting()).isTrue();

        recorder.busy = false;
        stream.feed(bytes);
        assertThat(stream.waiting()).isFalse();
        assertThat(recorder.heard).containsExactly("document 4", "data data", "exit 1");
    }

    @Test
    void ctl17_aDeclaredLengthReservesNothing() throws Exception {
        ControlStream[] streams = new ControlStream[10_000];
        Arrays.setAll(streams, i -> new ControlStream(recorder, MAX_DOCUMENT));

        for (ControlStream each : streams) {
            each.feed(wrap("result 16777216\n1"));
        }

        assertThat(streams).allMatch(ControlStream::insideResult);
    }

    @Test
    void ctl18_insideResultTellsWhetherAStreamMayGoOn() throws Exception {
        assertThat(stream.insideResult()).isFalse();
        feed("result");
        assertThat(stream.insideResult()).isFalse();
        feed(" 1\n");
        assertThat(stream.insideResult()).isTrue();
        feed("1");
        assertThat(stream.insideResult()).isTrue();
        feed("x");
        assertThat(stream.insideResult()).isFalse();
    }

    @Test
    void lim01_aDocumentOver16MiBIsRefusedUnread() throws Exception {
        feed("result 16777216\n");

        ControlStream other = new ControlStream(recorder, MAX_DOCUMENT);
        assertThatCode(() -> other.feed(wrap("result 16777217\n")))
                .isInstanceOf(ControlException.class);
    }

    @Test
    void aLargeDocumentInSmallPiecesIsPutTogether() throws Exception {
        String number = " ".repeat(3_000_000) + "0";
        feed("result " + number.length() + "\n");
        IntStream.iterate(0, at -> at < number.length(), at -> at + 1000)
                .mapToObj(at -> number.substring(at, Math.min(number.length(), at + 1000)))
                .forEach(part -> assertThatCode(() -> feed(part)).doesNotThrowAnyException());

        assertThat(recorder.heard).containsExactly("document " + number, "data ");
    }

    @Test
    void messagesAreShortAndPrintable() throws Exception {
        assertThat(errorOf("x\u001b[31m\u00e9" + "y".repeat(4000) + "\n").message())
                .matches("[ -~]{1,200}");
    }
}
