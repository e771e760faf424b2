package org.atex.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a pseudo-terminal, and what is to be seen there. */
class LiveTerminalTest {

    private static final int COLUMNS = 60;
    private static final List<String> ON_A_TERMINAL =
            List.of(
                    "env",
                    "JAVA_TOOL_OPTIONS=-Datex.columns=" + COLUMNS + " -Datex.lines=24",
                    "python3",
                    "-c",
                    "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)");

    @TempDir private Path directory = Path.of(".");

    @Test
    void runningTestsAreShownWithTheirTimeAndTheirLinesAreGoneAtTheEnd() throws Exception {
        assumeTrue(hasPython(), "python3 is here");
        try (CliProcess cli = CliProcess.start(directory, ON_A_TERMINAL, run())) {
            assertThat(cli.exitCode()).as(cli::printed).isEqualTo(ExitCodes.PASSED);

            TinyTerminal terminal = new TinyTerminal();
            List<String> shown = terminal.replay(cli.printed());
            assertThat(shown)
                    .anyMatch(
                            line -> line.matches("local-\\w+  0:0[1-9] limit 1:00  /system/daemon"))
                    .anyMatch(line -> line.contains("0 of 2 tests are finished, 1 running"));
            assertThat(terminal.lines())
                    .noneMatch(line -> line.contains("limit"))
                    .noneMatch(line -> line.contains("are finished"))
                    .anyMatch(line -> line.startsWith("pass      /system/daemon"))
                    .anyMatch(line -> line.startsWith("2 tests: "));
        }
    }

    @Test
    void plainProgressIsALogOnATerminalToo() throws Exception {
        assumeTrue(hasPython(), "python3 is here");
        try (CliProcess cli =
                CliProcess.start(directory, ON_A_TERMINAL, run("--progress", "plain"))) {
            assertThat(cli.exitCode()).as(cli::printed).isEqualTo(ExitCodes.PASSED);
            assertThat(cli.printed())
                    .contains("pass      /system/daemon")
                    .doesNotContain("limit", "are finished", "\u001b[J");
        }
    }

    private String[] run(String... more) {
        List<String> words = new ArrayList<>(List.of("run", "tree", "--out"));
        words.add(directory.resolve("out").toString());
        words.addAll(List.of("--name", "/system/daemon|/results/pass"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import pty").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A terminal that knows what the command uses, and complains of anything else. */
    private static final class TinyTerminal {

        private static final Pattern TOKEN =
                Pattern.compile("\u001b\\[(\\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]+");

        private final List<StringBuilder> lines = new ArrayList<>();
        private final List<String> everShown = new ArrayList<>();
        private int row;
        private int column;

        TinyTerminal() {
            lines.add(new StringBuilder());
        }

        /** Shows all that was printed; every line that was ever to be seen comes back. */
        List<String> replay(String printed) {
            Matcher tokens = TOKEN.matcher(printed);
            int end = 0;
            while (tokens.find()) {
                assertThat(tokens.start()).isEqualTo(end);
                end = tokens.end();
                take(tokens);
            }
            assertThat(end).isEqualTo(printed.length());
            return everShown;
        }

        private void take(Matcher token) {
            if (token.group(2) != null) {
                control(token.group(1), token.group(2));
            } else if (token.group().equals("\r")) {
                column = 0;
            } else if (token.group().equals("\n")) {
                everShown.add(lines.get(row).toString());
                row++;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else {
                write(token.group());
            }
        }

        private void control(String number, String command) {
            switch (command) {
                case "A" -> row -= Integer.parseInt(number);
                case "J" -> {
                    lines.subList(row + 1, lines.size()).clear();
                    lines.get(row).setLength(column);
                }
                case "m" -> {} // a colour
                default -> throw new AssertionError("no such control: " + command);
            }
            assertThat(row).as("the cursor stays on the screen").isNotNegative();
        }

        private void write(String text) {
            StringBuilder line = lines.get(row);
            assertThat(line.length()).as("nothing is written over").isEqualTo(column);
            line.append(text);
            column += text.length();
        }

        List<String> lines() {
            return lines.stream().map(StringBuilder::toString).toList();
        }
    }
}
