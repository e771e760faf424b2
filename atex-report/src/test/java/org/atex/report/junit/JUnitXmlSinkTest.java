package org.atex.report.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.SinkException;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;
import org.atex.core.result.TestOutcome.End;
import org.atex.core.result.TestResult;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class JUnitXmlSinkTest {

    @TempDir private Path temporary;
    private Path target;
    private JUnitXmlSink sink;
    private SinkFeed feed;

    @BeforeEach
    void openSink() throws IOException {
        target = temporary.resolve("out/junit.xml");
        sink = JUnitXmlSink.to(target);
        sink.open();
        feed = new SinkFeed(sink, temporary.resolve("attempts"));
    }

    @Test
    void reportLooksLikeThis() throws IOException {
        Attempt disk = feed.begin("p", "/unit/disk");
        feed.report(disk, TestResult.of(Status.FAIL).withName("disk/io").withNote("slow"));
        feed.report(disk, TestResult.of(Status.FAIL).withFiles(List.of("output.txt")), "a\nb\n");
        feed.end(disk, Status.FAIL, Standing.FINAL);
        feed.run("q", "/unit/net", Status.PASS, Standing.FINAL);
        feed.run("p", "/unit/old", Status.SKIP, Standing.FINAL);
        sink.close();

        Xml.valid(target);
        assertThat(Files.readString(target))
                .isEqualTo(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <testsuites tests="4" failures="2" errors="0" time="4.500">
                          <testsuite name="p" tests="3" failures="2" errors="0" time="3.000" skipped="1">
                            <testcase classname="/unit/disk" name="disk/io">
                              <failure message="slow" type="fail"/>
                            </testcase>
                            <testcase classname="/unit/disk" name="/unit/disk" time="1.500">
                              <failure message="exit code 1" type="fail"/>
                              <system-out>a
                        b
                        </system-out>
                            </testcase>
                            <testcase classname="/unit/old" name="/unit/old" time="1.500">
                              <skipped message="skip"/>
                            </testcase>
                          </testsuite>
                          <testsuite name="q" tests="1" failures="0" errors="0" time="1.500" skipped="0">
                            <testcase classname="/unit/net" name="/unit/net" time="1.500">
                            </testcase>
                          </testsuite>
                        </testsuites>
                        """);
    }

    @Test
    void outcomeSpeaksWhereTheTestDoesNot() throws IOException {
        TestError late = TestError.of(ErrorKind.ABORTED, TestError.TIME_OVER);
        Attempt attempt = feed.begin("/late");
        feed.report(attempt, TestResult.of(Status.PASS));
        feed.end(
                attempt,
                TestOutcome.failed(
                        End.TIMED_OUT, late, Optional.of(Status.PASS), Duration.ofSeconds(300)),
                Standing.FINAL);
        sink.close();

        Xml report = Xml.valid(target);
        assertThat(report.only("testcase").getAttribute("time")).isEqualTo("300.000");
        Element error = report.only("error");
        assertThat(error.getAttribute("type")).isEqualTo("infra");
        assertThat(error.getAttribute("message"))
                .isEqualTo("TestAbortedError(test duration timeout reached)");
    }

    @Test
    void attemptWithoutAnyResultHasItsCase() throws IOException {
        feed.end(feed.begin("/silent"), Status.PASS, Standing.FINAL);
        sink.close();

        assertThat(Xml.valid(target).only("testcase").getAttribute("name")).isEqualTo("/silent");
    }

    @Test
    void otherWordsPassAndAreKept() throws IOException {
        Attempt attempt = feed.begin("/t");
        feed.report(attempt, TestResult.of(Status.WARN).withName("a").withNote("hot"));
        feed.report(attempt, TestResult.of(new Status("odd")).withName("b"));
        feed.report(attempt, TestResult.of(Status.PASS).withName("c").withNote("42 ms"));
        feed.report(attempt, TestResult.of(Status.PASS).withNote("first of its own"));
        feed.report(attempt, TestResult.of(Status.PASS));
        feed.end(attempt, Status.PASS, Standing.FINAL);
        sink.close();

        assertThat(Xml.valid(target).all("system-out"))
                .extracting(Element::getTextContent)
                .containsExactly("warn: hot", "odd", "42 ms", "first of its own");
    }

    @Test
    void nothingThatATestSaysBreaksTheXml() throws IOException {
        String hostile = everyOddCharacter() + "]]><x a='\"'/>&lt;&#10;<!-- --><![CDATA[";
        Attempt attempt = feed.begin(hostile, hostile);
        for (Status status : List.of(Status.FAIL, Status.SKIP, new Status(hostile))) {
            feed.report(attempt, TestResult.of(status).withName(hostile).withNote(hostile));
        }
        feed.report(attempt, TestResult.of(Status.FAIL).withFiles(List.of("output.txt")), "x");
        Files.write(
                attempt.directory().resolve("files/output.txt"),
                new byte[] {(byte) 0xff, 0, 27, '[', ']', ']', '>', (byte) 0xc3});
        feed.end(attempt, Status.FAIL, Standing.FINAL);
        sink.close();

        Xml report = Xml.valid(target);
        String expected = legal(hostile);
        assertThat(report.only("testsuite").getAttribute("name")).isEqualTo(expected);
        assertThat(report.cases()).hasSize(4);
        assertThat(report.cases().get(0).getAttribute("name")).isEqualTo(expected);
        assertThat(report.only("skipped").getAttribute("message")).isEqualTo(expected);
        assertThat(report.all("system-out"))
                .extracting(Element::getTextContent)
                .containsExactly(expected + ": " + expected, "\ufffd\ufffd\ufffd[]]>\ufffd");
        assertThat(Files.readString(target).codePoints().filter(Character::isISOControl))
                .containsOnly((int) '\n', (int) '\t');
    }

    private static String everyOddCharacter() {
        StringBuilder text = new StringBuilder();
        for (char c = 0; c <= 0xa0; c++) {
            text.append(c);
        }
        return text.append("\ud800 \udc00 \ufffe\uffff\u2028\ud83d\ude00").toString();
    }

    /** What XML 1.0 can say of it. */
    private static String legal(String text) {
        return text.codePoints()
                .map(c -> c < 0x20 && "\t\n\r".indexOf(c) < 0 ? 0xfffd : c)
                .map(c -> c == 0xfffe || c == 0xffff || (c & ~0x7ff) == 0xd800 ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void onlyTheEndOfALongOutputIsKept() throws IOException {
        Attempt attempt = feed.begin("/t");
        String output = "a line of output\n".repeat(100_000) + "the end\n";
        feed.report(attempt, TestResult.of(Status.FAIL).withFiles(List.of("output.txt")), output);
        feed.end(attempt, Status.FAIL, Standing.FINAL);
        sink.close();

        assertThat(Xml.valid(target).only("system-out").getTextContent())
                .startsWith("[...]\na line of output\n")
                .endsWith("the end\n")
                .hasSizeLessThan(9000);
    }

    @Test
    void linkAsOutputIsNotFollowed() throws IOException {
        Attempt attempt = feed.begin("/t");
        feed.append(attempt, "{\"status\": \"fail\", \"files\": [\"output.txt\"]}");
        Files.createSymbolicLink(
                attempt.directory().resolve("files/output.txt"),
                Files.writeString(temporary.resolve("secret"), "secret"));
        feed.end(attempt, Status.FAIL, Standing.FINAL);
        sink.close();

        assertThat(Files.readString(target)).doesNotContain("secret");
    }

    @Test
    void refusedAttemptLeavesNoCases() throws IOException {
        Attempt broken = feed.begin("/broken");
        for (int i = 0; i < 2000; i++) {
            feed.append(broken, "{\"name\": \"%s\"}".formatted("x".repeat(200)));
        }
        feed.append(broken, "{");
        assertThatThrownBy(() -> feed.end(broken, Status.PASS, Standing.FINAL))
                .isInstanceOf(SinkException.class);
        feed.run("/whole", Status.PASS);
        sink.close();

        assertThat(Xml.valid(target).only("testcase").getAttribute("name")).isEqualTo("/whole");
    }

    @Test
    void manyResultsOfMixedPlatformsGoToTheirSuites() throws IOException {
        for (int i = 0; i < 300; i++) {
            Attempt attempt = feed.begin("platform-" + i % 3, "/t" + i);
            for (int j = 0; j < 20; j++) {
                feed.append(
                        attempt,
                        "{\"name\": \"s%d\", \"note\": \"%s\"}".formatted(j, "n".repeat(j * 30)));
            }
            feed.end(attempt, Status.PASS, Standing.FINAL);
        }
        sink.close();

        Xml report = Xml.valid(target);
        assertThat(report.suites()).hasSize(3);
        assertThat(report.suites())
                .allSatisfy(
                        suite -> {
                            assertThat(suite.getAttribute("tests")).isEqualTo("2100");
                            assertThat(suite.getElementsByTagName("testcase").getLength())
                                    .isEqualTo(2100);
                        });
        assertThat(report.cases().get(0).getAttribute("classname")).isEqualTo("/t0");
        assertThat(report.cases().get(21).getAttribute("classname")).isEqualTo("/t3");
    }

    @Test
    void agg02_existingFileIsRefusedAndLeftAlone() throws IOException {
        Path there = Files.writeString(temporary.resolve("there.xml"), "precious");
        JUnitXmlSink other = JUnitXmlSink.to(there);

        assertThatThrownBy(other::open)
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("there.xml");
        other.close();
        assertThat(there).hasContent("precious");
    }

    @Test
    void nothingIsThereUntilTheEndAndNothingElseAfterIt() throws IOException {
        feed.run("/t", Status.PASS);
        assertThat(target).doesNotExist();

        sink.close();
        assertThat(written()).containsExactly(target);
    }

    // AGG-16: its process was killed when the report was whole
    @Test
    void resumedAfterItsEndItRemovesWhatIsLeft() throws IOException {
        feed.run("/t", Status.PASS);
        sink.close();
        Files.writeString(target.resolveSibling("junit.xml.spool"), "left");

        JUnitXmlSink resumed = JUnitXmlSink.to(target);
        resumed.resume();
        resumed.close();

        assertThat(written()).containsExactly(target);
        assertThat(Xml.valid(target).cases()).hasSize(1);
    }

    @Test
    void fileThatCannotBeWrittenIsNamedAndWhatItNeedsIsKept() throws IOException {
        feed.run("/t", Status.PASS);
        Files.createDirectories(target.resolve("in/the/way"));

        assertThatThrownBy(sink::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(target.toString());
        assertThat(written())
                .containsExactlyInAnyOrder(
                        target,
                        target.resolveSibling("junit.xml.state"),
                        target.resolveSibling("junit.xml.spool"));
    }

    private List<Path> written() throws IOException {
        try (var files = Files.list(target.getParent())) {
            return files.toList();
        }
    }
}
