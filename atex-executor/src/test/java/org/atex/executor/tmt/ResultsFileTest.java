package org.atex.executor.tmt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {

    private static final String TEST = "/smoke/login";

    private static List<LeftResult> yaml(String text) throws UnreadableFileException {
        return read("results.yaml", text);
    }

    private static List<LeftResult> json(String text) throws UnreadableFileException {
        return read("results.json", text.replace('\'', '"'));
    }

    private static List<LeftResult> read(String name, String text) throws UnreadableFileException {
        List<LeftResult> all = new ArrayList<>();
        ResultsFile.check(name, text.getBytes(UTF_8), TEST).forEach(all::add);
        return all;
    }

    private static LeftResult result(String subtest, String status, String note, String... logs) {
        return new LeftResult(
                Optional.of(subtest).filter(name -> !name.isEmpty()),
                Optional.of(status),
                Optional.of(note).filter(text -> !text.isEmpty()),
                List.of(logs));
    }

    // TMT-02
    @Test
    void entriesAreResultsWithNotesJoinedAndLogs() throws Exception {
        assertThat(
                        yaml(
                                """
                                - name: /smoke/login/disk/io
                                  result: fail
                                  note: [slow, "2: wrong"]
                                  log:
                                    - a.txt
                                    - sub/b.txt
                                  duration: 00:00:03
                                  ids: {x: [1, {y: 2}]}
                                - name: "/second:"
                                  result: pass
                                  log: one.log
                                  note: null
                                """))
                .containsExactly(
                        result("disk/io", "fail", "slow; 2: wrong", "a.txt", "sub/b.txt"),
                        result("second", "pass", "", "one.log"));
    }

    // TMT-02, HLP-04
    @Test
    void nameOfTheTestOrNoneIsTheTestItself() throws Exception {
        assertThat(yaml("[{name: /, result: a}, {name: /smoke/login, result: b}, {result: c}]"))
                .containsExactly(result("", "a", ""), result("", "b", ""), result("", "c", ""));
    }

    // TMT-02
    @Test
    void jsonIsReadTheSameWay() throws Exception {
        assertThat(
                        json(
                                "[{'name': '/x\\ud83d\\ude00', 'result': 'warn', 'note': ['a', 'b'],"
                                        + " 'log': ['l'], 'other': [[{'name': 'no'}]]},\t{}]"))
                .containsExactly(
                        result("x\ud83d\ude00", "warn", "a; b", "l"),
                        new LeftResult(
                                Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    }

    // TMT-02
    @Test
    void emptyFileHasNoResults() throws Exception {
        assertThat(yaml("")).isEmpty();
        assertThat(yaml("# nothing\n---\n")).isEmpty();
        assertThat(yaml("[]")).isEmpty();
    }

    // TMT-06
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: a",
                "text",
                "- text",
                "- [name, a]",
                "- name: [a]",
                "- name: {a: b}",
                "- log: [{a: b}]",
                "- [",
                "- a: 'x",
                "- ? [a]\n  : b",
                "- name: &a x\n  note: *a",
                "- {<<: *b}",
                "- name: \u0007"
            })
    void whatIsNoListOfResultsIsUnreadable(String text) {
        assertThatThrownBy(() -> yaml(text)).isInstanceOf(UnreadableFileException.class);
    }

    // TMT-06
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[{]", "[{'name': ['a']}]", "[{'log': [{}]}]", "[{} x"})
    void whatIsNoListOfResultsInJsonIsUnreadable(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(UnreadableFileException.class);
    }

    // TMT-06, LIM-02
    @Test
    void depthAndExpansionAreBounded() {
        String deep = "[".repeat(100_000);
        String laughs = "- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]\n";

        assertThatThrownBy(() -> yaml("- x: " + deep)).isInstanceOf(UnreadableFileException.class);
        assertThatThrownBy(() -> json("[{'x': " + deep))
                .isInstanceOf(UnreadableFileException.class);
        assertThatThrownBy(() -> yaml(laughs)).isInstanceOf(UnreadableFileException.class);
    }

    // TMT-02
    @Test
    void documentsAreThoseOfTheControlStream() {
        LeftResult of = result("a\u00e4", "fail", "n");
        LeftResult ofTest = result("", "fail", "n");

        assertThat(ResultDocuments.result(of))
                .asString()
                .isEqualTo("result 45\n{\"name\":\"a\\u00E4\",\"status\":\"fail\",\"note\":\"n\"}");
        assertThat(ResultDocuments.result(ofTest)) // TMT-04
                .asString()
                .isEqualTo("result 27\n{\"partial\":true,\"note\":\"n\"}");
        assertThat(ResultDocuments.file(Optional.of("x"), "f", 3))
                .asString()
                .contains("\"partial\":true", "\"name\":\"x\"", "\"length\":3");
    }

    // TMT-03
    @Test
    void submittedFilesAreNamesRelativeToTheDataDirectoryEachOnce() {
        assertThat(SubmittedFiles.names("a\n\n/data/b\na\n/etc/c\n".getBytes(UTF_8), "/data"))
                .containsExactly("a", "b", "/etc/c");
        assertThat(SubmittedFiles.names(new byte[0], "/data")).isEmpty();
    }
}
