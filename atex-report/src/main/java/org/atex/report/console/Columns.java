package org.atex.report.console;

import java.util.List;
import org.atex.core.result.Status;

/** The widths of the columns of a {@link SummaryTable}. */
record Columns(int test, int platform, int status, int time, int note) {

    private static final String GAP = "  ";
    private static final List<String> TITLES =
            List.of("TEST", "PLATFORM", "STATUS", "TIME", "NOTE");

    static Columns fitting(List<SummaryTable.Line> lines, int width) {
        int[] widest = TITLES.stream().mapToInt(TerminalText::width).toArray();
        lines.forEach(line -> widen(widest, line));
        int platform = Math.min(widest[1], width / 4);
        int rest = width - platform - widest[2] - widest[3] - 4 * GAP.length();
        int test = Math.min(widest[0], Math.max(rest / 2, rest - widest[4]));
        return new Columns(test, platform, widest[2], widest[3], rest - test);
    }

    private static void widen(int[] widest, SummaryTable.Line line) {
        List<String> cells = line.cells();
        for (int i = 0; i < widest.length; i++) {
            widest[i] = Math.max(widest[i], TerminalText.width(cells.get(i)));
        }
    }

    String header() {
        return left(TITLES.get(0), test)
                + left(TITLES.get(1), platform)
                + left(TITLES.get(2), status)
                + TerminalText.padding(TITLES.get(3), time)
                + TITLES.get(3)
                + GAP
                + TITLES.get(4);
    }

    String row(SummaryTable.Line line, boolean colours) {
        String took = line.time();
        String row =
                left(TerminalText.end(line.test(), test), test)
                        + left(TerminalText.start(line.platform(), platform), platform)
                        + coloured(left(line.status(), status), line.status(), colours)
                        + TerminalText.padding(took, time)
                        + took
                        + GAP
                        + TerminalText.start(line.note(), note);
        return row.stripTrailing();
    }

    private static String left(String text, int columns) {
        return text + TerminalText.padding(text, columns) + GAP;
    }

    private static String coloured(String cell, String word, boolean colours) {
        if (!colours) {
            return cell;
        }
        Status status = new Status(word);
        int colour = status.bad() ? 31 : status.equals(Status.PASS) ? 32 : 33;
        return "\u001b[" + colour + "m" + cell + "\u001b[0m";
    }
}
