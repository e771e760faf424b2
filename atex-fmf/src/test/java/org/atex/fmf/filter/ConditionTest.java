package org.atex.fmf.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.atex.fmf.LittleTree;
import org.atex.fmf.error.FmfConditionException;
import org.atex.fmf.error.FmfFilterException;
import org.atex.fmf.tree.FmfNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    @TempDir Path folder;

    private FmfNode node;

    @BeforeEach
    void load() {
        node =
                LittleTree.in(folder)
                        .with(
                                "main.fmf",
                                "n: 3\nt: Text\nl: [a, 1]\nm: {k: v, 1: one}\nextra-x: yes\n"
                                        + "z: 0\ne: ''\nnone:\nf: 2.5\nday: 2024-01-31\nb: true\n")
                        .load()
                        .rootNode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n == 3",
                "n == 3.0",
                "n != 4",
                "1 < n <= 3",
                "not n < 1",
                "n > 2 and t == 'Text'",
                "z or n",
                "not z and not e and not none",
                "t.startswith(\"Te\")",
                "t.endswith('xt')",
                "t.lower() == 'text'",
                "'a' in l",
                "1 in l",
                "'b' not in l",
                "'k' in m",
                "1 in m",
                "m['k'] == 'v'",
                "m[1] == 'one'",
                "l[0] == 'a'",
                "l[-1] == 1",
                "t[0] == \"T\"",
                "\"extra-x\" in locals()",
                "locals()['extra-x'] == 'yes'",
                "len(l) == 2",
                "len(t) == 4",
                "len(locals()) > 5",
                "int('12') == 12",
                "int(f) == 2",
                "str(n) == '3'",
                "str(b) == 'True'",
                "none is None",
                "n is not None",
                "b is True",
                "b == 1",
                "l == ['a', 1]",
                "[] == []",
                "[1, 2] < [1, 3]",
                "(n)",
                "True",
                "not None",
                "-1 < z",
                "'x' 'y' == 'xy'",
                "not not n",
                "'e' in t",
                "f == 2.5",
                "1e3 == 1000",
                "day == day",
                "n in [1, 2, 3,]",
                "(n == 4) == False",
                "'\\'' == \"'\"",
                "None is None or missing"
            })
    void pythonSaysYesAndSoDoWe(String condition) {
        assertThat(FmfCondition.of(condition).holds(node)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n == '3'", "n > 3", "not n", "z", "e", "none", "False", "0.0", "[]"})
    void pythonSaysNoAndSoDoWe(String condition) {
        assertThat(FmfCondition.of(condition).holds(node)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "m['x'] == 1", "locals()['q']", "n == 3 and missing"})
    void whatTheDataDoNotHaveIsAFilterError(String condition) {
        assertThatThrownBy(() -> FmfCondition.of(condition).holds(node))
                .isInstanceOf(FmfFilterException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 +",
                "n + 1",
                "n = 3",
                "(n",
                "n)",
                "lambda: 1",
                "[x for x in l]",
                "n if t else z",
                "__import__('os')",
                "t.upper()",
                "n.real",
                "len()",
                "len(1)",
                "len(l, l)",
                "int('x')",
                "int(none)",
                "t < 1",
                "l < n",
                "1 in n",
                "l[5]",
                "l['a']",
                "n[0]",
                "{}",
                "t[0:1]",
                "f'x'",
                "'open",
                "3x",
                "01",
                "a b",
                "'\\q'",
                "''' x'''",
                "n ==",
                "in l",
                "t.lower",
                "open('f')",
                "n; n",
                "@",
                "None < 1",
                "m[[1]]",
                "9999999999999999999[0]"
            })
    void everythingElseIsRefused(String condition) {
        assertThatThrownBy(() -> FmfCondition.of(condition).holds(node))
                .isInstanceOf(FmfConditionException.class)
                .hasMessageContaining("condition");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "(".repeat(100_000) + "1" + ")".repeat(100_000);

        assertThatThrownBy(() -> FmfCondition.of(deep).holds(node))
                .isInstanceOf(FmfConditionException.class);
        assertThat(FmfCondition.of("not ".repeat(100_000) + "0").holds(node)).isFalse();
    }
}
