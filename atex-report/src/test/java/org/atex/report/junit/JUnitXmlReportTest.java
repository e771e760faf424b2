package org.atex.report.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.result.Status;
import org.atex.report.files.ResultRow;
import org.atex.report.files.ResultRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JUnitXmlReportTest {

    @TempDir private Path directory;

    @Test
    void rowsBecomeCases() throws IOException {
        Path target = directory.resolve("junit.xml");

        JUnitXmlReport.write(
                rows(
                        row("p", Status.FAIL, "/a", "sub", "broken"),
                        row("q", Status.INFRA, "/a", null, "lost"),
                        row("p", Status.PASS, "/a", null, null),
                        row("p", null, "/b", null, null)),
                target);

        Xml.valid(target);
        assertThat(target)
                .hasContent(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <testsuites tests="4" failures="1" errors="1" time="0.000">
                          <testsuite name="p" tests="3" failures="1" errors="0" time="0.000" skipped="0">
                            <testcase classname="/a" name="sub">
                              <failure message="broken" type="fail"/>
                            </testcase>
                            <testcase classname="/a" name="/a">
                            </testcase>
                            <testcase classname="/b" name="/b">
                            </testcase>
                          </testsuite>
                          <testsuite name="q" tests="1" failures="0" errors="1" time="0.000" skipped="0">
                            <testcase classname="/a" name="/a">
                              <error message="lost" type="infra"/>
                            </testcase>
                          </testsuite>
                        </testsuites>
                        """);
    }

    @Test
    void oldReportStaysIfTheRowsAreBroken() throws IOException {
        Path target = Files.writeString(directory.resolve("junit.xml"), "old");
        ResultRows broken =
                new ResultRows() {
                    @Override
                    public Optional<ResultRow> next() {
                        throw new InvalidArgumentException("line 1");
                    }

                    @Override
                    public void close() {}
                };

        assertThatThrownBy(() -> JUnitXmlReport.write(broken, target)).hasMessage("line 1");
        assertThat(target).hasContent("old");
        JUnitXmlReport.write(rows(), target);
        assertThat(Xml.valid(target).cases()).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(target);
        }
    }

    private static ResultRow row(
            String platform, Status status, String test, String subtest, String note) {
        return new ResultRow(
                platform,
                Optional.ofNullable(status),
                test,
                Optional.ofNullable(subtest),
                List.of(),
                Optional.ofNullable(note));
    }

    private static ResultRows rows(ResultRow... rows) {
        Iterator<ResultRow> left = List.of(rows).iterator();
        return new ResultRows() {
            @Override
            public Optional<ResultRow> next() {
                return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
